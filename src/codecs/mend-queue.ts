// The mends of a text that are not read yet, in order. Tells where they stand in the string that a
// stretch of the text becomes.
import type { Mend } from "./utf8-transcoder.ts";

/** Mends gone by that are kept at most, so that the others are moved seldom. */
const MAX_PASSED_MENDS = 4_096;

export class MendQueue {
  #mends: Mend[] = [];
  /** How many of them were taken. */
  #passed = 0;

  add(mends: readonly Mend[]): void {
    if (this.#passed > MAX_PASSED_MENDS && this.#passed * 2 > this.#mends.length) {
      this.#mends = this.#mends.slice(this.#passed);
      this.#passed = 0;
    }
    for (const mend of mends) this.#mends.push(mend);
  }

  /** Offset in the text of the next one, or null. */
  get nextAt(): number | null {
    return this.#mends[this.#passed]?.at ?? null;
  }

  /**
   * Takes those in a stretch of the text.
   * @param offset of the stretch in the text; none may be left in front of it.
   * @param place is told the offset in the file, and the UTF-16 units of the stretch before it.
   */
  take(stretch: Uint8Array, offset: number, place: (byte: number, unit: number) => void): void {
    let from = 0;
    let unit = 0;
    for (; this.#passed < this.#mends.length; this.#passed += 1) {
      const mend = this.#mends[this.#passed];
      if (mend === undefined || mend.at - offset >= stretch.length) return;
      unit += unitsBetween(stretch, from, mend.at - offset);
      from = mend.at - offset;
      place(mend.byte, unit);
    }
  }
}

/** UTF-16 units of well-formed UTF-8 from `start` (inclusive) to `end` (exclusive). */
function unitsBetween(bytes: Uint8Array, start: number, end: number): number {
  let units = 0;
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    if ((byte & 0xc0) !== 0x80) units += 1;
    // Four bytes become a pair of surrogates.
    if (byte >= 0xf0) units += 1;
  }
  return units;
}
