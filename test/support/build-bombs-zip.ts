// ZIP files that unpack to more than they should, or to other things in other readers. Each is made
// whole: what is wrong with it is the trick that it is named after.
import { deflateRawSync } from "node:zlib";
import { workbookParts } from "./build-xlsx.ts";
import { buildZip, concat, pack, utf8, type ZipFile, type ZipPart } from "./build-zip.ts";
import { packRepeated, type Packed, type Repeated } from "./repeated-content.ts";

/** Parts of a sound workbook of one cell, in which some may be replaced. */
export function workbookZipParts(
  replaced: Readonly<Record<string, string | Uint8Array | Packed>> = {},
): ZipPart[] {
  const data = '<row r="1"><c r="A1"><v>1</v></c></row>';
  const parts: Record<string, ZipPart["data"]> = {
    ...workbookParts({ sheets: [{ name: "Sheet1", data }] }),
    ...replaced,
  };
  return Object.entries(parts).map(([name, content]) => ({ name, data: content }));
}

/** A workbook whose part of this name is what `content` describes, with perhaps other claims of it. */
export function workbookWith(
  name: string,
  content: Repeated | string,
  claims: NonNullable<ZipPart["claims"]> = {},
): Uint8Array {
  const data = typeof content === "string" ? content : packRepeated(content);
  const parts = workbookZipParts({ [name]: data });
  for (const part of parts) if (part.name === name) part.claims = claims;
  return buildZip({ parts });
}

/** A sound workbook, but for what is said of the ZIP file and of its parts by name. */
export function workbookZip(
  changes: Readonly<Record<string, Partial<ZipPart>>>,
  file: Omit<Partial<ZipFile>, "parts"> = {},
): Uint8Array {
  const parts = workbookZipParts();
  for (const part of parts) Object.assign(part, changes[part.name]);
  return buildZip({ parts, ...file });
}

const STORED_HEADER_BYTES = 5;

/** A block that is stored as it is, and not the last one (RFC 1951 §3.2.4). */
function storedBlock(bytes: Uint8Array): Uint8Array {
  const head = pack([
    [2, bytes.length],
    [2, ~bytes.length & 0xffff],
  ]);
  return concat([new Uint8Array(1), head, bytes]);
}

export function localHeader(name: string, packedBytes: number, size: number): Uint8Array {
  return concat([
    pack([
      [4, 0x04034b50],
      [2, 20],
      [2, 0],
      [2, 8],
      [2, 0],
      [2, 0x21],
      [4, 0],
      [4, packedBytes],
      [4, size],
      [2, name.length],
      [2, 0],
    ]),
    utf8(name),
  ]);
}

/**
 * Files that all share one kernel of zeros: the data of each quotes the local header of the next in a
 * stored block, and goes on as the next does. Source: D. Fifield, "A better zip bomb" (WOOT 2019).
 */
export function quotedOverlapZip(names: readonly string[], kernelBytes: number): Uint8Array {
  const kernel = deflateRawSync(new Uint8Array(kernelBytes), { level: 9 });
  const files: { name: string; header: Uint8Array; packed: number; size: number }[] = [];
  let packed = kernel.length;
  let size = kernelBytes;
  for (const name of names.toReversed()) {
    const next = files.at(-1);
    if (next !== undefined) {
      packed += next.header.length + STORED_HEADER_BYTES;
      size += next.header.length;
    }
    files.push({ name, header: localHeader(name, packed, size), packed, size });
  }
  files.reverse();
  const pieces: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const [index, { name, header, packed: bytes, size: whole }] of files.entries()) {
    directory.push(centralHeader(name, bytes, whole, offset));
    const piece = index === 0 ? header : storedBlock(header);
    pieces.push(piece);
    offset = pieces.reduce((sum, { length }) => sum + length, 0) + STORED_HEADER_BYTES;
  }
  const data = concat([...pieces, kernel]);
  return concat([data, ...directory, endRecord(files.length, directory, data.length)]);
}

export function centralHeader(
  name: string,
  packedBytes: number,
  size: number,
  offset: number,
): Uint8Array {
  return concat([
    pack([
      [4, 0x02014b50],
      [2, 20],
      [2, 20],
      [2, 0],
      [2, 8],
      [2, 0],
      [2, 0x21],
      [4, 0],
      [4, packedBytes],
      [4, size],
      [2, name.length],
      [2, 0],
      [2, 0],
      [2, 0],
      [2, 0],
      [4, 0],
      [4, offset],
    ]),
    utf8(name),
  ]);
}

export function endRecord(
  entries: number,
  directory: readonly Uint8Array[],
  offset: number,
): Uint8Array {
  return pack([
    [4, 0x06054b50],
    [2, 0],
    [2, 0],
    [2, entries],
    [2, entries],
    [4, directory.reduce((sum, { length }) => sum + length, 0)],
    [4, offset],
    [2, 0],
  ]);
}

/** A container in a container, so many deep, with a gigabyte of zeros in the innermost. */
export function nestedZip(depth: number): Uint8Array {
  let inner = workbookWith("xl/worksheets/sheet1.xml", { unit: "\0", count: 1 << 30 });
  for (let level = 0; level < depth; level += 1) {
    const parts = Array.from({ length: 4 }, (_, index) => ({
      name: `level${level}/${index}.xlsx`,
      data: inner,
      method: index === 0 ? 0 : 8,
    }));
    inner = buildZip({ parts: level + 1 < depth ? parts : [...workbookZipParts(), ...parts] });
  }
  return inner;
}
