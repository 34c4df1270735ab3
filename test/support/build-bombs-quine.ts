// A ZIP file whose only entry is the file itself, byte for byte, its checksum among them.
// Source: R. Cox, "Zip Files All The Way Down" (2010): deflate blocks taken as the instructions
// "print the next n bytes" and "repeat the last n bytes of the output".
import { crc32 } from "node:zlib";
import { concat } from "./build-zip.ts";
import { centralHeader, endRecord, localHeader } from "./build-bombs-zip.ts";

/** Bytes of each instruction, but for the last. */
const UNIT = 5;
const CRC_IN_LOCAL = 14;
const CRC_IN_CENTRAL = 16;

/** Prints what follows it: a stored block. */
function print(bytes: number): Uint8Array {
  const head = new Uint8Array(UNIT);
  const view = new DataView(head.buffer);
  view.setUint16(1, bytes, true);
  view.setUint16(3, ~bytes & 0xffff, true);
  return head;
}

/** Bits of deflate, the first in the lowest place of the first byte. */
class Bits {
  readonly #bits: number[] = [];

  put(value: number, count: number): this {
    for (let bit = 0; bit < count; bit += 1) this.#bits.push((value >>> bit) & 1);
    return this;
  }

  /** Codes of Huffman come with their highest bit in front. */
  code(value: number, count: number): this {
    for (let bit = count - 1; bit >= 0; bit -= 1) this.#bits.push((value >>> bit) & 1);
    return this;
  }

  toBytes(): Uint8Array {
    const bytes = new Uint8Array(Math.ceil(this.#bits.length / 8));
    for (const [at, bit] of this.#bits.entries())
      bytes[at >> 3] = (bytes[at >> 3] ?? 0) | (bit << (at & 7));
    return bytes;
  }
}

/** Base and extra bits of the codes for lengths from 257 on, and for distances (RFC 1951 §3.2.5). */
const LENGTHS = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131,
  163, 195, 227,
];
const DISTANCES = [1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193];

function extraBits(bases: readonly number[], index: number): number {
  return Math.log2((bases[index + 1] ?? 258) - (bases[index] ?? 0));
}

function putCopy(bits: Bits, length: number, distance: number): void {
  const index = LENGTHS.findLastIndex((base) => base <= length);
  if (index < 23) bits.code(index + 1, 7);
  else bits.code(0xc0 + index - 23, 8);
  bits.put(length - (LENGTHS[index] ?? 0), extraBits(LENGTHS, index));
  const far = DISTANCES.findLastIndex((base) => base <= distance);
  bits.code(far, 5).put(distance - (DISTANCES[far] ?? 0), extraBits(DISTANCES, far));
}

/** Repeats the last bytes of the output by these copies, each over the same distance. */
function repeat(bytes: number, copies: readonly number[], isLast = false): Uint8Array {
  const bits = new Bits();
  // An empty block fills up to a whole byte where one copy does not.
  if (copies.length === 1 && !isLast) bits.put(0, 1).put(1, 2).code(0, 7);
  bits.put(isLast ? 1 : 0, 1).put(1, 2);
  for (const length of copies) putCopy(bits, length, bytes);
  return bits.code(0, 7).toBytes();
}

/** 30 characters: with them the instruction that repeats the header takes five bytes. */
const NAME = "xl/worksheets/quine-sheet1.xml";
const FOUR_UNITS = 4 * UNIT;
/** Bytes of the last instruction. */
const LAST_BYTES = 4;

export function buildQuineZip(): Uint8Array {
  const build = (checksum: number, size: number, packed: number): Uint8Array => {
    const prefix = localHeader(NAME, packed, size);
    const central = centralHeader(NAME, packed, size, 0);
    new DataView(prefix.buffer).setUint32(CRC_IN_LOCAL, checksum, true);
    new DataView(central.buffer).setUint32(CRC_IN_CENTRAL, checksum, true);
    const suffix = concat([central, endRecord(1, [central], prefix.length + packed)]);
    const printPrefix = print(prefix.length + UNIT);
    const repeatPrefix = repeat(prefix.length + UNIT, [prefix.length + UNIT]);
    const repeatFour = repeat(FOUR_UNITS, [10, 10]);
    const ending = suffix.length + LAST_BYTES;
    const last = repeat(ending, [ending], true);
    const one = print(UNIT);
    const four = print(FOUR_UNITS);
    const none = print(0);
    // Each line but the first is what the line before has left behind in the output.
    const lines = [
      [prefix, printPrefix],
      [prefix, printPrefix, repeatPrefix],
      [one, repeatPrefix, one, one],
      [four, repeatPrefix, one, one, four, repeatFour],
      [four, repeatFour, four, repeatFour, four, repeatFour],
      [four, repeatFour, none, none, print(ending), repeatFour],
      [none, none, print(ending), last, suffix, last],
      [suffix],
    ];
    return concat(lines.flat());
  };
  const size = build(0, 0, 0).length;
  const packed = size - localHeader(NAME, 0, 0).length - centralHeader(NAME, 0, 0, 0).length - 22;
  return build(
    solveChecksum((checksum) => crc32(build(checksum, size, packed))),
    size,
    packed,
  );
}

/** Finds the checksum that a file has which holds it: CRC-32 is linear in the bits that it is of. */
function solveChecksum(checksumOfFileWith: (held: number) => number): number {
  const constant = checksumOfFileWith(0);
  const columns = Array.from({ length: 32 }, (_, bit) => {
    const effect = checksumOfFileWith((1 << bit) >>> 0) ^ constant;
    return (effect ^ (1 << bit)) >>> 0;
  });
  // Each row is an equation over the 32 bits, with its right side in the 33rd.
  const rows = Array.from({ length: 32 }, (_, row) => {
    let equation = BigInt((constant >>> row) & 1) << 32n;
    for (const [bit, column] of columns.entries())
      equation |= BigInt((column >>> row) & 1) << BigInt(bit);
    return equation;
  });
  for (let bit = 0; bit < 32; bit += 1) {
    const pivot = rows.findIndex((row, at) => at >= bit && ((row >> BigInt(bit)) & 1n) === 1n);
    if (pivot < 0) throw new Error("no file of this form holds its own checksum");
    [rows[bit], rows[pivot]] = [rows[pivot] as bigint, rows[bit] as bigint];
    for (const [at, row] of rows.entries()) {
      if (at !== bit && ((row >> BigInt(bit)) & 1n) === 1n) rows[at] = row ^ (rows[bit] as bigint);
    }
  }
  return rows.reduce((sum, row, bit) => sum | (Number(row >> 32n) << bit), 0) >>> 0;
}
