// Damages bytes in the ways that find faults: bits, integers at the edge of their width, blocks that
// are cut out, doubled or put elsewhere, words of the format where they do not belong. The same
// random numbers give the same damage.

export type Random = (below: number) => number;

/** Mulberry32 (Ettinger, 2017): every seed, also the next one, begins a sequence of its own. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

export interface MutationSources {
  random: Random;
  /** Bytes of the same kind, to take blocks from. */
  others: readonly Uint8Array[];
  /** What may be put in. */
  words: readonly Uint8Array[];
}

/** What grows beyond this is cut off. */
const MAX_BYTES = 256 * 1024;
const MAX_BLOCK = 512;

const EDGES = [0, 1, -1, 2, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff];
const MORE_EDGES = [0x80000000, 0xfffffffe, 0xffffffff, 0xfffffff8, 1_048_576, 1_048_577, 16_384];
const INTEGERS = [...EDGES, ...MORE_EDGES];

type Mutation = (bytes: Uint8Array, sources: MutationSources) => Uint8Array;

/** By how often they come; what cuts the rest off hides what stands behind. */
const MUTATIONS: readonly Mutation[] = [
  flipBit,
  setByte,
  setInteger,
  setInteger,
  fillBlock,
  cutOut,
  doubleBlock,
  copyOver,
  spliceFromOther,
  insertWord,
  overwriteWithWord,
  replaceDigits,
  replaceDigits,
  replaceValue,
  replaceValue,
  replaceValue,
  replaceValue,
  doubleElement,
  doubleElement,
];
const RARELY: readonly Mutation[] = [truncate];

/** @returns damaged bytes; `bytes` stay as they are. */
export function mutate(bytes: Uint8Array, sources: MutationSources): Uint8Array {
  const { random } = sources;
  let mutant: Uint8Array = bytes.slice();
  // Two in three are damaged once: what is damaged much is refused early.
  do {
    const list = random(40) === 0 ? RARELY : MUTATIONS;
    const mutation = list[random(list.length)] as Mutation;
    mutant = mutation(mutant, sources).subarray(0, MAX_BYTES);
  } while (random(3) === 0);
  return mutant;
}

/** @returns words that files of text are tripped up by. */
export const TEXT_WORDS: readonly Uint8Array[] = [
  ..."0 -1 1e999 -0 1e-999 NaN Infinity 4294967296 2147483648 1048577 16385 99999999999999999999 2958466".split(
    " ",
  ),
  ..."true #N/A &amp; &lt; &#0; &#x0; &#x110000; &#xD800; &undefined; &#10; _x000D_ _x0000_ _x005F_".split(
    " ",
  ),
  ...'<![CDATA[ ]]> <!-- --> <? ?> <!DOCTYPE <!ENTITY < > </ /> = \' " xmlns xml:space="preserve"'.split(
    " ",
  ),
  ..."XFD1048576 A0 A1 XFE1 A1048577 AAAA1 R1C1 A1:XFD1048576 \0 \t \r \n \r\n , ; | . ( )".split(
    / (?!\t)/,
  ),
  "2025-02-30",
  "1899-12-30T24:00:00",
  "PT999999999999H",
  "\ufeff",
  "\u{1F600}",
].map((text) => new TextEncoder().encode(text));

function place(bytes: Uint8Array, random: Random): number {
  return bytes.length === 0 ? 0 : random(bytes.length);
}

function block(bytes: Uint8Array, random: Random): [start: number, end: number] {
  const start = place(bytes, random);
  return [start, Math.min(bytes.length, start + 1 + random(random(4) === 0 ? MAX_BLOCK : 16))];
}

function join(...pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

function insert(bytes: Uint8Array, at: number, piece: Uint8Array): Uint8Array {
  return join(bytes.subarray(0, at), piece, bytes.subarray(at));
}

function overwrite(bytes: Uint8Array, at: number, piece: Uint8Array): Uint8Array {
  bytes.set(piece.subarray(0, bytes.length - at), at);
  return bytes;
}

function flipBit(bytes: Uint8Array, { random }: MutationSources): Uint8Array {
  const at = place(bytes, random);
  if (at < bytes.length) bytes[at] = (bytes[at] as number) ^ (1 << random(8));
  return bytes;
}

function setByte(bytes: Uint8Array, { random }: MutationSources): Uint8Array {
  return overwrite(bytes, place(bytes, random), Uint8Array.of(random(256)));
}

function setInteger(bytes: Uint8Array, { random }: MutationSources): Uint8Array {
  const width = 1 << random(4);
  const integer = new DataView(new ArrayBuffer(8));
  integer.setBigInt64(0, BigInt(INTEGERS[random(INTEGERS.length)] as number), true);
  const piece = new Uint8Array(integer.buffer, 0, width);
  if (random(8) === 0) piece.reverse();
  return overwrite(bytes, place(bytes, random), piece);
}

function fillBlock(bytes: Uint8Array, { random }: MutationSources): Uint8Array {
  const [start, end] = block(bytes, random);
  return bytes.fill(random(2) === 0 ? 0 : 0xff, start, end);
}

function truncate(bytes: Uint8Array, { random }: MutationSources): Uint8Array {
  return bytes.subarray(0, place(bytes, random));
}

function cutOut(bytes: Uint8Array, { random }: MutationSources): Uint8Array {
  const [start, end] = block(bytes, random);
  return join(bytes.subarray(0, start), bytes.subarray(end));
}

function doubleBlock(bytes: Uint8Array, { random }: MutationSources): Uint8Array {
  const piece = bytes.slice(...block(bytes, random));
  const times = random(16) === 0 ? 1 + random(64) : 1;
  return insert(bytes, place(bytes, random), join(...Array.from({ length: times }, () => piece)));
}

function copyOver(bytes: Uint8Array, { random }: MutationSources): Uint8Array {
  return overwrite(bytes, place(bytes, random), bytes.slice(...block(bytes, random)));
}

function spliceFromOther(bytes: Uint8Array, { random, others }: MutationSources): Uint8Array {
  const other = others[random(Math.max(1, others.length))] ?? bytes;
  const piece = other.slice(...block(other, random));
  const at = place(bytes, random);
  return random(2) === 0 ? insert(bytes, at, piece) : overwrite(bytes, at, piece);
}

function insertWord(bytes: Uint8Array, { random, words }: MutationSources): Uint8Array {
  return insert(bytes, place(bytes, random), words[random(words.length)] as Uint8Array);
}

function overwriteWithWord(bytes: Uint8Array, { random, words }: MutationSources): Uint8Array {
  return overwrite(bytes, place(bytes, random), words[random(words.length)] as Uint8Array);
}

/** Puts a word in the place of a number that is written in digits. */
function replaceDigits(bytes: Uint8Array, { random, words }: MutationSources): Uint8Array {
  const isDigit = (at: number) => (bytes[at] ?? 0) >= 0x30 && (bytes[at] ?? 0) <= 0x39;
  let start = place(bytes, random);
  const last = Math.min(bytes.length, start + MAX_BLOCK);
  while (start < last && !isDigit(start)) start += 1;
  let end = start;
  while (end < bytes.length && isDigit(end)) end += 1;
  const word = words[random(words.length)] as Uint8Array;
  return join(bytes.subarray(0, start), word, bytes.subarray(end));
}

/** Where one of the bytes stands next, from a random place on; -1 when there is none near. */
function find(bytes: Uint8Array, from: number, wanted: string): number {
  const last = Math.min(bytes.length, from + MAX_BLOCK);
  for (let at = from; at < last; at += 1) {
    if (wanted.includes(String.fromCharCode(bytes[at] as number))) return at;
  }
  return -1;
}

/** A value of markup: between quotation marks, or from one tag to the next. */
function findValue(bytes: Uint8Array, random: Random): [start: number, end: number] | null {
  const open = find(bytes, place(bytes, random), `"'>`);
  if (open === -1) return null;
  const mark = String.fromCharCode(bytes[open] as number);
  const close = find(bytes, open + 1, mark === ">" ? "<" : mark);
  return close === -1 ? null : [open + 1, close];
}

/** Leaves markup well formed mostly, so that the damage comes to where values are read. */
function replaceValue(bytes: Uint8Array, sources: MutationSources): Uint8Array {
  const { random, words } = sources;
  const target = findValue(bytes, random);
  if (target === null) return setByte(bytes, sources);
  const source = random(2) === 0 ? findValue(bytes, random) : null;
  const piece =
    source === null ? (words[random(words.length)] as Uint8Array) : bytes.slice(...source);
  return join(bytes.subarray(0, target[0]), piece, bytes.subarray(target[1]));
}

/** Puts what stands from one tag to the end of another before a third. */
function doubleElement(bytes: Uint8Array, sources: MutationSources): Uint8Array {
  const { random } = sources;
  const start = find(bytes, place(bytes, random), "<");
  const at = find(bytes, place(bytes, random), "<");
  if (start === -1 || at === -1) return doubleBlock(bytes, sources);
  const end = find(bytes, start + 1 + random(64), ">");
  return insert(bytes, at, bytes.slice(start, end === -1 ? start + 1 : end + 1));
}
