// Writes ZIP files byte by byte, so that tests can lie in any field. Without lies the result is sound.
import { crc32 } from "node:zlib";
import { deflateSync } from "fflate";
import type { Packed } from "./repeated-content.ts";

export interface ZipPart {
  name: string;
  /** Content that is packed already comes with its facts. */
  data: string | Uint8Array | Packed;
  /** Deflated unless 0; another number is only claimed. */
  method?: number;
  flags?: number;
  /** Claims of both headers that differ from the truth. */
  claims?: { size?: number; compressedSize?: number; crc32?: number; headerOffset?: number };
  /** Claims of the local header that differ from the central one. */
  local?: {
    name?: string;
    method?: number;
    flags?: number;
    size?: number;
    compressedSize?: number;
    crc32?: number;
  };
  /** Claims of the descriptor behind the data that differ from the truth. */
  descriptor?: { size?: number; compressedSize?: number; crc32?: number };
  /** Sizes and CRC-32 behind the data, as streaming writers do it. */
  hasDescriptor?: boolean;
  /** Sizes and offset of the central header in a Zip64 extra field. */
  isZip64?: boolean;
}

export interface ZipFile {
  parts: readonly ZipPart[];
  prefix?: Uint8Array;
  comment?: Uint8Array;
  trailing?: Uint8Array;
  /** Bytes between the directory and its end record. */
  afterDirectory?: Uint8Array;
  /** Claims of the end record; `unsaturated` entries stand in it although there is a Zip64 one. */
  end?: { entries?: number; disk?: number; directoryOffset?: number; unsaturated?: number };
  isZip64?: boolean;
}

const encoder = new TextEncoder();

export function utf8(text: string): Uint8Array {
  return encoder.encode(text);
}

export function concat(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let offset = 0;
  for (const piece of pieces) {
    whole.set(piece, offset);
    offset += piece.length;
  }
  return whole;
}

type Field = [bytes: 2 | 4 | 8, value: number];

export function pack(fields: readonly Field[]): Uint8Array {
  const bytes = new Uint8Array(fields.reduce((sum, [size]) => sum + size, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const [size, value] of fields) {
    if (size === 2) view.setUint16(at, value, true);
    else if (size === 4) view.setUint32(at, value, true);
    else view.setBigUint64(at, BigInt(value), true);
    at += size;
  }
  return bytes;
}

/** Midnight of 1 January 1980, the first moment that the format knows. */
const TIME: readonly Field[] = [
  [2, 0],
  [2, 0x21],
];
const SATURATED = 0xffffffff;

interface WrittenPart {
  bytes: Uint8Array;
  central: Uint8Array;
}

function packPart({ data, method = 8 }: ZipPart): Packed {
  if (typeof data !== "string" && "crc32" in data) return data;
  const bytes = typeof data === "string" ? utf8(data) : data;
  const packed = method === 0 ? bytes : deflateSync(bytes, { level: 6 });
  return { data: packed, size: bytes.length, crc32: crc32(bytes) };
}

function writePart(part: ZipPart, offset: number): WrittenPart {
  const method = part.method ?? 8;
  const { data: packed, size: trueSize, crc32: checksum } = packPart(part);
  const size = part.claims?.size ?? trueSize;
  const compressedSize = part.claims?.compressedSize ?? packed.length;
  const claimedChecksum = part.claims?.crc32 ?? checksum;
  const flags = (part.flags ?? 0) | (part.hasDescriptor === true ? 8 : 0);
  const name = utf8(part.name);
  const localName = utf8(part.local?.name ?? part.name);
  const isStreamed = part.hasDescriptor === true;
  const local = pack([
    [4, 0x04034b50],
    [2, 20],
    [2, part.local?.flags ?? flags],
    [2, part.local?.method ?? method],
    ...TIME,
    [4, part.local?.crc32 ?? (isStreamed ? 0 : claimedChecksum)],
    [4, part.local?.compressedSize ?? (isStreamed ? 0 : compressedSize)],
    [4, part.local?.size ?? (isStreamed ? 0 : Math.min(size, SATURATED))],
    [2, localName.length],
    [2, 0],
  ]);
  const descriptor = pack([
    [4, 0x08074b50],
    [4, part.descriptor?.crc32 ?? claimedChecksum],
    [4, part.descriptor?.compressedSize ?? compressedSize],
    [4, part.descriptor?.size ?? size],
  ]);
  const headerOffset = part.claims?.headerOffset ?? offset;
  const isZip64 = part.isZip64 === true;
  const extra = isZip64
    ? pack([
        [2, 1],
        [2, 24],
        [8, size],
        [8, compressedSize],
        [8, headerOffset],
      ])
    : new Uint8Array(0);
  const central = pack([
    [4, 0x02014b50],
    [2, 20],
    [2, 20],
    [2, flags],
    [2, method],
    ...TIME,
    [4, claimedChecksum],
    [4, isZip64 ? SATURATED : compressedSize],
    [4, isZip64 ? SATURATED : size],
    [2, name.length],
    [2, extra.length],
    [2, 0],
    [2, 0],
    [2, 0],
    [4, 0],
    [4, isZip64 ? SATURATED : headerOffset],
  ]);
  return {
    bytes: concat([local, localName, packed, ...(isStreamed ? [descriptor] : [])]),
    central: concat([central, name, extra]),
  };
}

function writeZip64End(
  entries: number,
  size: number,
  offset: number,
  recordOffset: number,
): Uint8Array {
  const record = pack([
    [4, 0x06064b50],
    [8, 44],
    [2, 45],
    [2, 45],
    [4, 0],
    [4, 0],
    [8, entries],
    [8, entries],
    [8, size],
    [8, offset],
  ]);
  const locator = pack([
    [4, 0x07064b50],
    [4, 0],
    [8, recordOffset],
    [4, 1],
  ]);
  return concat([record, locator]);
}

export function buildZip(file: ZipFile): Uint8Array {
  const pieces: Uint8Array[] = [file.prefix ?? new Uint8Array(0)];
  const directory: Uint8Array[] = [];
  let offset = pieces[0]?.length ?? 0;
  for (const part of file.parts) {
    const { bytes, central } = writePart(part, offset);
    pieces.push(bytes);
    directory.push(central);
    offset += bytes.length;
  }
  const central = concat(directory);
  const entries = file.end?.entries ?? file.parts.length;
  const directoryOffset = file.end?.directoryOffset ?? offset;
  const isZip64 = file.isZip64 === true;
  pieces.push(central, file.afterDirectory ?? new Uint8Array(0));
  if (isZip64) {
    pieces.push(writeZip64End(entries, central.length, directoryOffset, offset + central.length));
  }
  const entriesInEnd = file.end?.unsaturated ?? (isZip64 ? 0xffff : entries);
  const comment = file.comment ?? new Uint8Array(0);
  const disk = file.end?.disk ?? 0;
  pieces.push(
    pack([
      [4, 0x06054b50],
      [2, disk],
      [2, disk],
      [2, entriesInEnd],
      [2, entriesInEnd],
      [4, isZip64 ? SATURATED : central.length],
      [4, isZip64 ? SATURATED : directoryOffset],
      [2, comment.length],
    ]),
    comment,
    file.trailing ?? new Uint8Array(0),
  );
  return concat(pieces);
}
