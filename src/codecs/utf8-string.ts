// Turns short runs of UTF-8 into strings, many times a file.

const fatalDecoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Up to here building from character codes beats a call of TextDecoder, most of all in workerd. */
const SHORT_BYTES = 64;

/** @returns the text of bytes `start` (inclusive) to `end` (exclusive), or null when they are not UTF-8. */
export function decodeUtf8(bytes: Uint8Array, start: number, end: number): string | null {
  if (end - start > SHORT_BYTES) return decodeAny(bytes, start, end);
  for (let at = start; at < end; at += 1) {
    if ((bytes[at] as number) > 0x7f) return decodeAny(bytes, start, end);
  }
  let text = "";
  let at = start;
  for (; at + 8 <= end; at += 8) {
    text += String.fromCharCode(
      bytes[at] as number,
      bytes[at + 1] as number,
      bytes[at + 2] as number,
      bytes[at + 3] as number,
      bytes[at + 4] as number,
      bytes[at + 5] as number,
      bytes[at + 6] as number,
      bytes[at + 7] as number,
    );
  }
  for (; at < end; at += 1) text += String.fromCharCode(bytes[at] as number);
  return text;
}

function decodeAny(bytes: Uint8Array, start: number, end: number): string | null {
  try {
    return fatalDecoder.decode(bytes.subarray(start, end));
  } catch {
    return null;
  }
}
