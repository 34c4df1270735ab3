// Finds names of a fixed vocabulary in bytes without making strings.

/** Buckets for the lengths of names, times those of first bytes. */
const LENGTHS = 32;
const BYTES = 256;

const known = new WeakMap<readonly string[], XmlNames>();

/** A name's place in the vocabulary is its index; unknown names are -1. */
export class XmlNames {
  /** @param vocabulary that does not change: parts of one kind share the table that is made of it. */
  static of(vocabulary: readonly string[]): XmlNames {
    const names = known.get(vocabulary) ?? new XmlNames(vocabulary);
    known.set(vocabulary, names);
    return names;
  }

  readonly #names: readonly Uint8Array[];
  /** By length and first byte: index of the first name of that kind, or -1. */
  readonly #heads = new Int16Array(LENGTHS * BYTES).fill(-1);
  /** By index: the next name of the same kind, or -1. */
  readonly #next: Int16Array;

  constructor(vocabulary: readonly string[]) {
    const encoder = new TextEncoder();
    this.#names = vocabulary.map((name) => encoder.encode(name));
    this.#next = new Int16Array(vocabulary.length).fill(-1);
    for (const [index, name] of this.#names.entries()) {
      const bucket = bucketOf(name.length, name[0] ?? 0);
      this.#next[index] = this.#heads[bucket] as number;
      this.#heads[bucket] = index;
    }
  }

  /** @returns the index of the name in bytes `start` (inclusive) to `end` (exclusive), or -1. */
  find(bytes: Uint8Array, start: number, end: number): number {
    const length = end - start;
    let index = this.#heads[bucketOf(length, bytes[start] as number)] as number;
    for (; index >= 0; index = this.#next[index] as number) {
      const name = this.#names[index] as Uint8Array;
      if (name.length !== length) continue;
      let at = 1;
      while (at < length && name[at] === bytes[start + at]) at += 1;
      if (at >= length) return index;
    }
    return -1;
  }
}

function bucketOf(length: number, first: number): number {
  return (length & (LENGTHS - 1)) * BYTES + first;
}
