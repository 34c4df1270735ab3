// Makes strings of the characters of BIFF8: UTF-16 units, or only their low bytes where all the high
// ones are zero. Units are kept as they are, lone surrogates too.
// Source: MS-XLS 2.5.294 (XLUnicodeString), 2.5.293 (XLUnicodeRichExtendedString).

/** Longest text that is built unit by unit; beyond, chunks are cheaper. */
const SHORT_UNITS = 48;
const CHUNK_UNITS = 4_096;
const chunk = new Uint16Array(CHUNK_UNITS);

/**
 * @param start of the first character; `count` of them, of two bytes when `isWide`, lie in `bytes`.
 */
export function decodeUnits(
  bytes: Uint8Array,
  start: number,
  count: number,
  isWide: boolean,
): string {
  if (count > SHORT_UNITS) return decodeLong(bytes, start, count, isWide);
  let text = "";
  if (isWide) {
    for (let at = start; at < start + count * 2; at += 2) {
      text += String.fromCharCode((bytes[at] as number) | ((bytes[at + 1] as number) << 8));
    }
    return text;
  }
  const end = start + count;
  let at = start;
  for (; at + 4 <= end; at += 4) {
    text += String.fromCharCode(
      bytes[at] as number,
      bytes[at + 1] as number,
      bytes[at + 2] as number,
      bytes[at + 3] as number,
    );
  }
  for (; at < end; at += 1) text += String.fromCharCode(bytes[at] as number);
  return text;
}

function decodeLong(bytes: Uint8Array, start: number, count: number, isWide: boolean): string {
  let text = "";
  let at = start;
  for (let left = count; left > 0; left -= CHUNK_UNITS) {
    const units = Math.min(left, CHUNK_UNITS);
    for (let index = 0; index < units; index += 1) {
      if (isWide) {
        chunk[index] = (bytes[at] as number) | ((bytes[at + 1] as number) << 8);
        at += 2;
      } else {
        chunk[index] = bytes[at] as number;
        at += 1;
      }
    }
    text += Reflect.apply(String.fromCharCode, null, chunk.subarray(0, units));
  }
  return text;
}

/** A text as cells give it: line ends as LF, and none for an empty one. */
export function toCellText(text: string): string | null {
  if (text === "") return null;
  return text.includes("\r\n") ? text.replaceAll("\r\n", "\n") : text;
}
