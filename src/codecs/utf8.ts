// Byte-level UTF-8: where sequences end, and what stands in for bytes that are no part of one.
// Source: RFC 3629 §4 (well-formed sequences); WHATWG Encoding, index windows-1252.

/** Code points of the bytes 0x80 to 0x9F in windows-1252; the five undefined ones stay controls. */
const WINDOWS_1252_HIGH = [
  0x20ac, 0x81, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039,
  0x0152, 0x8d, 0x017d, 0x8f, 0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc,
  0x2122, 0x0161, 0x203a, 0x0153, 0x9d, 0x017e, 0x0178,
];

/** UTF-8 bytes that one windows-1252 byte may become. */
export const MAX_BYTES_PER_1252_BYTE = 3;

/** What stands at `offset`: its length when well-formed, 0 when not, -1 when cut off by the end. */
export function sequenceLength(bytes: Uint8Array, offset: number): number {
  const lead = bytes[offset] ?? 0;
  if (lead < 0x80) return 1;
  if (lead < 0xc2 || lead > 0xf4) return 0;
  const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  for (let index = 1; index < length; index += 1) {
    const at = offset + index;
    if (at >= bytes.length) return -1;
    const byte = bytes[at] ?? 0;
    if (byte < lowestSecond(lead, index) || byte > highestSecond(lead, index)) return 0;
  }
  return length;
}

/** The second byte is narrower after E0 and F0 (overlong forms), ED (surrogates) and F4 (past U+10FFFF). */
function lowestSecond(lead: number, index: number): number {
  if (index !== 1) return 0x80;
  return lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
}

function highestSecond(lead: number, index: number): number {
  if (index !== 1) return 0xbf;
  return lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
}

/** Bytes at the end of `bytes` that begin a sequence which the next bytes may complete; 0 to 3. */
export function incompleteTail(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return sequenceLength(bytes, bytes.length - back) === -1 ? back : 0;
  }
  return 0;
}

/** Writes one windows-1252 byte as UTF-8 at `offset` and returns the offset after it. */
function put1252(byte: number, target: Uint8Array, offset: number): number {
  const point = byte >= 0x80 && byte < 0xa0 ? (WINDOWS_1252_HIGH[byte - 0x80] ?? byte) : byte;
  if (point < 0x80) {
    target[offset] = point;
    return offset + 1;
  }
  if (point < 0x800) {
    target[offset] = 0xc0 | (point >> 6);
    target[offset + 1] = 0x80 | (point & 0x3f);
    return offset + 2;
  }
  target[offset] = 0xe0 | (point >> 12);
  target[offset + 1] = 0x80 | ((point >> 6) & 0x3f);
  target[offset + 2] = 0x80 | (point & 0x3f);
  return offset + 3;
}

/** @returns `bytes`, read as windows-1252, in UTF-8: the beginning of `target`, which has room for all. */
export function utf8From1252(bytes: Uint8Array, target: Uint8Array): Uint8Array {
  let length = 0;
  // An index is many times faster than an iterator here.
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index] ?? 0;
    if (byte < 0x80) target[length++] = byte;
    else length = put1252(byte, target, length);
  }
  return target.subarray(0, length);
}

export interface MendedUtf8 {
  utf8: Uint8Array;
  /** For each byte that was no part of a sequence: its offset, and that of what it became. */
  mends: { byte: number; at: number }[];
}

/** @returns `bytes` with each byte that is no part of a UTF-8 sequence read as windows-1252. */
export function mendUtf8(bytes: Uint8Array): MendedUtf8 {
  const target = new Uint8Array(bytes.length * MAX_BYTES_PER_1252_BYTE);
  const mends: { byte: number; at: number }[] = [];
  let length = 0;
  for (let offset = 0; offset < bytes.length;) {
    const size = sequenceLength(bytes, offset);
    if (size > 0) {
      for (let index = 0; index < size; index += 1) target[length++] = bytes[offset + index] ?? 0;
      offset += size;
      continue;
    }
    mends.push({ byte: offset, at: length });
    length = put1252(bytes[offset] ?? 0, target, length);
    offset += 1;
  }
  return { utf8: target.subarray(0, length), mends };
}

/**
 * Counts well-formed sequences of two bytes or more, and bytes that are no part of one.
 * @param isWhole whether a sequence cut off by the end counts as stray, or not at all.
 */
export function countUtf8(
  bytes: Uint8Array,
  isWhole: boolean,
): { sequences: number; strays: number } {
  let sequences = 0;
  let strays = 0;
  for (let offset = 0; offset < bytes.length;) {
    const size = sequenceLength(bytes, offset);
    if (size === -1 && !isWhole) break;
    if (size <= 0) strays += 1;
    else if (size > 1) sequences += 1;
    offset += Math.max(1, size);
  }
  return { sequences, strays };
}
