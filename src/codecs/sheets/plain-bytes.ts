// Compares bytes of XML with what programs nearly always write. All of it goes for bytes that end
// with a NUL, as those of an `XmlScanner` do, so that nothing looks at where they end.

const EXCLAMATION = 0x21;
const ENCODER = new TextEncoder();

export function bytesOf(text: string): Uint8Array {
  return ENCODER.encode(text);
}

export function isAt(bytes: Uint8Array, start: number, expected: Uint8Array): boolean {
  for (let index = 0; index < expected.length; index += 1) {
    if (bytes[start + index] !== expected[index]) return false;
  }
  return true;
}

/** @returns where something else than white space stands; NUL is none. */
export function skipSpace(bytes: Uint8Array, start: number): number {
  let at = start;
  while ((bytes[at] as number) < EXCLAMATION && bytes[at] !== 0) at += 1;
  return at;
}
