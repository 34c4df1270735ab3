// Writes text in the encodings that exports come in.

export const BYTE_ORDER_MARK = "\uFEFF";

export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function utf16(text: string, order: "le" | "be"): Uint8Array {
  const bytes = new Uint8Array(text.length * 2);
  const view = new DataView(bytes.buffer);
  for (let unit = 0; unit < text.length; unit += 1) {
    view.setUint16(unit * 2, text.charCodeAt(unit), order === "le");
  }
  return bytes;
}

const BYTE_OF_1252 = new Map(
  Array.from({ length: 256 }, (_, byte) => [
    new TextDecoder("windows-1252").decode(Uint8Array.of(byte)),
    byte,
  ]),
);

/** Throws on a character that windows-1252 does not have. */
export function windows1252(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => {
    const byte = BYTE_OF_1252.get(character);
    if (byte === undefined) throw new Error(`not in windows-1252: ${JSON.stringify(character)}`);
    return byte;
  });
}
