// Content that is one unit over and over, described without being made: a gigabyte of it is packed in
// milliseconds and never held.
import { constants, crc32, deflateRawSync } from "node:zlib";

export interface Repeated {
  head?: string;
  unit: string;
  count: number;
  tail?: string;
}

/** Content that is deflated already, with the facts that a container states of it. */
export interface Packed {
  data: Uint8Array;
  size: number;
  crc32: number;
}

/** Long enough to pack as well as deflate can, at about 1 000 to 1. */
const CHUNK_BYTES = 1024 * 1024;

/** Ends at a byte, refers to nothing before it and does not end the stream: it may stand any number of times. */
function deflatePart(bytes: Uint8Array): Buffer {
  return deflateRawSync(bytes, { level: 9, finishFlush: constants.Z_FULL_FLUSH });
}

export function packRepeated({ head = "", unit, count, tail = "" }: Repeated): Packed {
  const unitBytes = Buffer.from(unit);
  const perChunk = Math.min(count, Math.ceil(CHUNK_BYTES / Math.max(1, unitBytes.length)));
  const chunk = Buffer.alloc(unitBytes.length * perChunk, unitBytes);
  const chunks = perChunk === 0 ? 0 : Math.floor(count / perChunk);
  const rest = chunk.subarray(0, unitBytes.length * (count - chunks * perChunk));
  const [first, last] = [Buffer.from(head), Buffer.concat([rest, Buffer.from(tail)])];
  const packedChunk = deflatePart(chunk);
  let checksum = crc32(first);
  for (let index = 0; index < chunks; index += 1) checksum = crc32(chunk, checksum);
  return {
    data: Buffer.concat([
      deflatePart(first),
      ...Array.from({ length: chunks }, () => packedChunk),
      deflateRawSync(last),
    ]),
    size: first.length + chunk.length * chunks + last.length,
    crc32: crc32(last, checksum),
  };
}

/** The content itself, where it is small or has to stand in the file unpacked. */
export function repeatedBytes({ head = "", unit, count, tail = "" }: Repeated): Uint8Array {
  const bytes = Buffer.from(unit);
  return Buffer.concat([
    Buffer.from(head),
    Buffer.alloc(bytes.length * count, bytes),
    Buffer.from(tail),
  ]);
}
