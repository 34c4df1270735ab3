/** The bytes of one upload, read once from front to back. */
export interface ByteSource {
  /**
   * @returns the next bytes, never empty, or null at the end. The array belongs to the source
   * and is overwritten by the next call: copy what must stay.
   */
  read(): Promise<Uint8Array | null>;
}

/** Thrown by a source whose sender is gone before the end. */
export class ConnectionLost extends Error {
  constructor() {
    super("connection lost");
    this.name = "ConnectionLost";
  }
}

/** Reads a source to its end into one array; `sizeHint` in bytes saves a copy when it is right. */
export async function readAll(source: ByteSource, sizeHint = 0): Promise<Uint8Array> {
  let buffer = new Uint8Array(sizeHint);
  let length = 0;
  for (let bytes = await source.read(); bytes !== null; bytes = await source.read()) {
    if (length + bytes.length > buffer.length) {
      const grown = new Uint8Array(Math.max(length + bytes.length, Math.ceil(buffer.length * 1.5)));
      grown.set(buffer.subarray(0, length));
      buffer = grown;
    }
    buffer.set(bytes, length);
    length += bytes.length;
  }
  return length === buffer.length ? buffer : buffer.subarray(0, length);
}

/** Hands bytes that are at hand out in pieces, as if they arrived. */
export function sliceSource(bytes: Uint8Array, pieceBytes: number): ByteSource {
  let offset = 0;
  return {
    read: () => {
      const piece = bytes.subarray(offset, offset + pieceBytes);
      offset += piece.length;
      return Promise.resolve(piece.length === 0 ? null : piece);
    },
  };
}
