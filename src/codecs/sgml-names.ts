// Numbers for the names of elements, found from their bytes: no string for each tag. Case does not
// count. Names known beforehand have the number of their place in the list; others get theirs as they come.

/** A power of two, with room for all names. */
const TABLE_SIZE = 4_096;
const MAX_NAMES = 1_024;
/** Beyond this many places the engine's own map goes on: names made to collide must not cost time. */
const MAX_PROBES = 8;

/** What a name starts from, and goes on with for each of its bytes. Letters count as upper case. */
export const NAME_HASH_START = 17;

export function nextNameHash(hash: number, byte: number): number {
  return (Math.imul(hash, 31) + (byte & 0xdf)) | 0;
}

export class SgmlNames {
  readonly #names: string[] = [];
  readonly #bytes: Uint8Array[] = [];
  readonly #table = new Int16Array(TABLE_SIZE).fill(-1);
  readonly #others = new Map<string, number>();

  /** @param known upper case, each once. */
  constructor(known: readonly string[]) {
    for (const name of known) {
      let hash = NAME_HASH_START;
      for (let at = 0; at < name.length; at += 1) hash = nextNameHash(hash, name.charCodeAt(at));
      this.#add(name, hash);
    }
  }

  /** Numbers are below this; it grows. */
  get count(): number {
    return this.#names.length;
  }

  /** In upper case. */
  nameOf(id: number): string {
    return this.#names[id] ?? "";
  }

  /**
   * @param hash of bytes `start` to `end`, made with `nextNameHash`.
   * @returns -1 when the file has more names than are kept.
   */
  idOf(bytes: Uint8Array, start: number, end: number, hash: number): number {
    let place = hash & (TABLE_SIZE - 1);
    for (let probe = 0; probe < MAX_PROBES; probe += 1) {
      const id = this.#table[place] as number;
      if (id < 0) return this.#addNew(upperCase(bytes, start, end), hash);
      if (isSame(this.#bytes[id] as Uint8Array, bytes, start, end)) return id;
      place = (place + 1) & (TABLE_SIZE - 1);
    }
    const name = upperCase(bytes, start, end);
    return this.#others.get(name) ?? this.#addNew(name, hash);
  }

  #addNew(name: string, hash: number): number {
    return this.#names.length < MAX_NAMES ? this.#add(name, hash) : -1;
  }

  #add(name: string, hash: number): number {
    const id = this.#names.length;
    this.#names.push(name);
    this.#bytes.push(Uint8Array.from(name, (character) => character.charCodeAt(0)));
    let place = hash & (TABLE_SIZE - 1);
    for (let probe = 0; probe < MAX_PROBES; probe += 1) {
      if ((this.#table[place] as number) < 0) {
        this.#table[place] = id;
        return id;
      }
      place = (place + 1) & (TABLE_SIZE - 1);
    }
    this.#others.set(name, id);
    return id;
  }
}

function isSame(name: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  const { length } = name;
  if (length !== end - start) return false;
  for (let at = 0; at < length; at += 1) {
    const byte = bytes[start + at] as number;
    const upper = byte >= 0x61 && byte <= 0x7a ? byte - 0x20 : byte;
    if (upper !== name[at]) return false;
  }
  return true;
}

function upperCase(bytes: Uint8Array, start: number, end: number): string {
  let name = "";
  for (let at = start; at < end; at += 1) name += String.fromCharCode(bytes[at] as number);
  return name.toUpperCase();
}
