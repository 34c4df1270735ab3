// Line breaks in bytes: LF, CR LF, CR, and CR CR LF, as broken conversions leave.
export const LF = 0x0a;
export const CR = 0x0d;
/** The longest of them. */
export const BREAK_BYTES = 3;

/** Offset of the line break in bytes `start` to `end`; `end` when there is none. */
export function breakIn(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at] !== LF && bytes[at] !== CR) at += 1;
  return at;
}

/** Bytes of the line break at `at`; 0 when there is none. */
export function breakLength(bytes: Uint8Array, at: number): number {
  if (bytes[at] === LF) return 1;
  if (bytes[at] !== CR) return 0;
  if (bytes[at + 1] === LF) return 2;
  return bytes[at + 1] === CR && bytes[at + 2] === LF ? 3 : 1;
}

/** Line breaks in bytes `start` to `end`. */
export function countBreaks(bytes: Uint8Array, start: number, end: number): number {
  let breaks = 0;
  for (let at = start; at < end;) {
    const length = breakLength(bytes, at);
    if (length > 0) breaks += 1;
    at += Math.max(1, length);
  }
  return breaks;
}
