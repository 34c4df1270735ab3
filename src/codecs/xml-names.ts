// Finds names of a fixed vocabulary in bytes without making strings.

/** A name's place in the vocabulary is its index; unknown names are -1. */
export class XmlNames {
  /** Index of names of one ASCII character, which spreadsheets use most. */
  readonly #single = new Int16Array(256).fill(-1);
  /** Candidates by length. */
  readonly #byLength: { index: number; bytes: Uint8Array }[][] = [];

  constructor(vocabulary: readonly string[]) {
    const encoder = new TextEncoder();
    for (const [index, name] of vocabulary.entries()) {
      const bytes = encoder.encode(name);
      if (bytes.length === 1) this.#single[bytes[0] as number] = index;
      (this.#byLength[bytes.length] ??= []).push({ index, bytes });
    }
  }

  /** @returns the index of the name in bytes `start` (inclusive) to `end` (exclusive), or -1. */
  find(bytes: Uint8Array, start: number, end: number): number {
    const length = end - start;
    if (length === 1) return this.#single[bytes[start] as number] as number;
    const candidates = this.#byLength[length];
    if (candidates === undefined) return -1;
    for (const candidate of candidates) {
      let at = 0;
      while (at < length && candidate.bytes[at] === bytes[start + at]) at += 1;
      if (at === length) return candidate.index;
    }
    return -1;
  }
}
