// Which FITIDs a statement had already. Two hashes of 32 bits stand for each, in flat memory: a
// million of them are 16 MiB. That two FITIDs of a file share both is a chance of one in a million
// for a million of them.

const FIRST_SLOTS = 64;
/**
 * Slots that are looked at: many times what half a table of hashes needs. A file whose FITIDs are made
 * to meet in one place costs no more time by it; its duplicates may then go untold.
 */
const MAX_PROBES = 256;
const BASIS = 0x811c9dc5;
const PRIME = 0x01000193;
const OTHER_BASIS = 0x9747b28c;
const OTHER_PRIME = 0x85ebca6b;

export class SeenFitids {
  #slots = new Int32Array(2 * FIRST_SLOTS);
  #count = 0;

  /** @returns whether bytes `start` to `end` came before. */
  add(bytes: Uint8Array, start: number, end: number): boolean {
    let one = BASIS;
    let other = OTHER_BASIS;
    for (let at = start; at < end; at += 1) {
      const byte = bytes[at] as number;
      one = Math.imul(one ^ byte, PRIME);
      other = Math.imul((other << 5) ^ (other >>> 27) ^ byte, OTHER_PRIME);
    }
    // The second of an empty slot is zero.
    return this.insert(mixed(one), mixed(other ^ one) | 1);
  }

  /**
   * Takes the two numbers that stand for a FITID; the automaton makes the same.
   * @returns whether they came before.
   */
  insert(one: number, other: number): boolean {
    const slots = this.#slots;
    const mask = slots.length / 2 - 1;
    let slot = one & mask;
    for (let probes = 0; ; probes += 1) {
      const found = slots[2 * slot + 1] as number;
      if (found === 0) break;
      if (probes === MAX_PROBES) return false;
      if (found === other && slots[2 * slot] === one) return true;
      slot = (slot + 1) & mask;
    }
    slots[2 * slot] = one;
    slots[2 * slot + 1] = other;
    this.#count += 1;
    if (this.#count * 2 > mask) this.#grow();
    return false;
  }

  #grow(): void {
    const old = this.#slots;
    this.#slots = new Int32Array(old.length * 2);
    this.#count = 0;
    for (let at = 0; at < old.length; at += 2) {
      const other = old[at + 1] as number;
      if (other !== 0) this.insert(old[at] as number, other);
    }
  }
}

/** Finalizer of MurmurHash3 (Appleby), so that neighbours do not stand together. */
function mixed(hash: number): number {
  let mix = hash ^ (hash >>> 16);
  mix = Math.imul(mix, 0x85ebca6b);
  mix ^= mix >>> 13;
  mix = Math.imul(mix, 0xc2b2ae35);
  return mix ^ (mix >>> 16);
}
