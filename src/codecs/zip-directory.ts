// Reads the directory of a ZIP file held in memory: end record, Zip64 records, central and local
// headers, as data. Judges nothing: codecs/zip.ts and guards/zip.ts decide what may be opened.
// Source: PKWARE APPNOTE 6.3.10 §4.3 (layout), §4.5.3 (Zip64 extra field).

/** One entry as the central directory states it; sizes and offsets in bytes. */
export interface ZipEntry extends ZipSizes {
  /** As written, decoded. */
  name: string;
  flags: number;
  method: number;
  headerOffset: number;
}

/** Where the central directory lies and how many entries it claims. */
export interface ZipEnd {
  entries: number;
  directoryOffset: number;
  directorySize: number;
  isMultiDisk: boolean;
  /** False where bytes lie behind the directory, or its two end records contradict each other. */
  isConsistent: boolean;
  /** Bytes after the end record and its comment. */
  trailing: Uint8Array;
}

/** A local header, which repeats part of the central one. */
export interface ZipLocalHeader extends ZipSizes {
  name: string;
  flags: number;
  method: number;
  dataOffset: number;
}

/** What every header of an entry, and the descriptor behind its data, say of its content. */
export interface ZipSizes {
  crc32: number;
  compressedSize: number;
  /** Inflated: a claim until the data has been read. */
  size: number;
}

const LOCAL_SIGNATURE = 0x04034b50;
const CENTRAL_SIGNATURE = 0x02014b50;
const END_SIGNATURE = 0x06054b50;
const ZIP64_END_SIGNATURE = 0x06064b50;
const ZIP64_LOCATOR_SIGNATURE = 0x07064b50;
const DESCRIPTOR_SIGNATURE = 0x08074b50;

const LOCAL_HEADER_BYTES = 30;
const CENTRAL_HEADER_BYTES = 46;
const END_RECORD_BYTES = 22;
const ZIP64_END_BYTES = 56;
const ZIP64_LOCATOR_BYTES = 20;
const ZIP64_EXTRA_ID = 0x0001;
/** The end record with its longest comment. */
const END_SEARCH_BYTES = END_RECORD_BYTES + 0xffff;

const SATURATED_16 = 0xffff;
const SATURATED_32 = 0xffffffff;

const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
// A name that is not UTF-8 is from CP437 or a local code page; one byte a character keeps it unique.
const anyBytes = new TextDecoder("latin1");

/** Little-endian numbers of a file; every read beyond its end gives NaN, which fails each comparison. */
class Fields {
  readonly bytes: Uint8Array;
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  #holds(at: number, size: number): boolean {
    return at >= 0 && at + size <= this.#view.byteLength;
  }

  u16(at: number): number {
    return this.#holds(at, 2) ? this.#view.getUint16(at, true) : Number.NaN;
  }

  u32(at: number): number {
    return this.#holds(at, 4) ? this.#view.getUint32(at, true) : Number.NaN;
  }

  u64(at: number): number {
    return this.u32(at) + this.u32(at + 4) * 0x1_0000_0000;
  }

  text(at: number, size: number): string {
    const slice = this.bytes.subarray(at, at + size);
    try {
      return strictUtf8.decode(slice);
    } catch {
      return anyBytes.decode(slice);
    }
  }
}

/** True when the file begins with a local header, as every ZIP with an entry in front does. */
export function startsWithLocalHeader(bytes: Uint8Array): boolean {
  return new Fields(bytes).u32(0) === LOCAL_SIGNATURE;
}

function readEndAt(fields: Fields, at: number): ZipEnd | null {
  const commentEnd = at + END_RECORD_BYTES + fields.u16(at + 20);
  if (!(commentEnd <= fields.bytes.length)) return null;
  const disks = [fields.u16(at + 4), fields.u16(at + 6)];
  let entriesHere = fields.u16(at + 8);
  let entries = fields.u16(at + 10);
  let directorySize = fields.u32(at + 12);
  let directoryOffset = fields.u32(at + 16);
  let directoryLimit = at;
  let isConsistent = true;
  const isSaturated =
    entries === SATURATED_16 || directorySize === SATURATED_32 || directoryOffset === SATURATED_32;
  const zip64 = readZip64End(fields, at - ZIP64_LOCATOR_BYTES);
  if (zip64 === null && isSaturated && hasZip64Locator(fields, at)) return null;
  if (zip64 !== null) {
    // APPNOTE §4.4.1.4: only a saturated field has its true value in the Zip64 record. Some readers
    // take that record wherever there is one: it must say the same.
    isConsistent =
      (entries === SATURATED_16 || entries === zip64.entries) &&
      (directorySize === SATURATED_32 || directorySize === zip64.directorySize) &&
      (directoryOffset === SATURATED_32 || directoryOffset === zip64.directoryOffset);
    if (entriesHere === SATURATED_16) entriesHere = zip64.entriesHere;
    if (entries === SATURATED_16) entries = zip64.entries;
    if (directorySize === SATURATED_32) directorySize = zip64.directorySize;
    if (directoryOffset === SATURATED_32) directoryOffset = zip64.directoryOffset;
    disks.push(...zip64.disks);
    directoryLimit = zip64.record;
  }
  const directoryEnd = directoryOffset + directorySize;
  const isDirectory = entries === 0 || fields.u32(directoryOffset) === CENTRAL_SIGNATURE;
  if (!(directoryEnd <= directoryLimit) || !isDirectory) return null;
  return {
    entries,
    directoryOffset,
    directorySize,
    isMultiDisk:
      entriesHere !== entries || disks.some((disk) => disk !== 0 && disk !== SATURATED_16),
    isConsistent: isConsistent && directoryEnd === directoryLimit,
    trailing: fields.bytes.subarray(commentEnd),
  };
}

function hasZip64Locator(fields: Fields, endAt: number): boolean {
  return fields.u32(endAt - ZIP64_LOCATOR_BYTES) === ZIP64_LOCATOR_SIGNATURE;
}

/** The Zip64 end record that the locator at `at` names, or null. */
function readZip64End(fields: Fields, at: number) {
  if (fields.u32(at) !== ZIP64_LOCATOR_SIGNATURE) return null;
  const record = fields.u64(at + 8);
  const isRecord = record + ZIP64_END_BYTES <= at && fields.u32(record) === ZIP64_END_SIGNATURE;
  if (!isRecord) return null;
  return {
    record,
    entriesHere: fields.u64(record + 24),
    entries: fields.u64(record + 32),
    directorySize: fields.u64(record + 40),
    directoryOffset: fields.u64(record + 48),
    disks: [fields.u32(at + 4), fields.u32(record + 16), fields.u32(record + 20)],
  };
}

/**
 * @returns every end record in the last 65 557 bytes whose directory lies where it says, last one
 * first. None means that the file is cut or no ZIP; two that it reads differently in two readers.
 */
export function findZipEnds(bytes: Uint8Array): ZipEnd[] {
  const fields = new Fields(bytes);
  const ends: ZipEnd[] = [];
  const lowest = Math.max(0, bytes.length - END_SEARCH_BYTES);
  for (let at = bytes.length - END_RECORD_BYTES; at >= lowest && ends.length < 2; at -= 1) {
    if (bytes[at] !== 0x50 || fields.u32(at) !== END_SIGNATURE) continue;
    const end = readEndAt(fields, at);
    if (end !== null) ends.push(end);
  }
  return ends;
}

/** Replaces saturated 32-bit fields by those of the Zip64 extra field; false when it is absent. */
function applyZip64(
  fields: Fields,
  entry: ZipSizes & { headerOffset?: number },
  extraStart: number,
  extraEnd: number,
): boolean {
  const isSaturated = [entry.size, entry.compressedSize, entry.headerOffset].map(
    (value) => value === SATURATED_32,
  );
  if (!isSaturated.includes(true)) return true;
  for (let at = extraStart; at + 4 <= extraEnd;) {
    const size = fields.u16(at + 2);
    if (fields.u16(at) === ZIP64_EXTRA_ID) {
      let value = at + 4;
      const end = value + size;
      if (end > extraEnd || size < isSaturated.filter(Boolean).length * 8) return false;
      if (isSaturated[0] === true) entry.size = fields.u64(value);
      if (isSaturated[0] === true) value += 8;
      if (isSaturated[1] === true) entry.compressedSize = fields.u64(value);
      if (isSaturated[1] === true) value += 8;
      if (isSaturated[2] === true) entry.headerOffset = fields.u64(value);
      return true;
    }
    at += 4 + size;
  }
  return false;
}

/**
 * Reads the central directory, or its first `maxEntries` records, until `maxBytes` of it are read.
 * @returns null when a record is damaged, or when their number is not the one stated.
 */
export function readZipEntries(
  bytes: Uint8Array,
  end: ZipEnd,
  maxEntries: number,
  maxBytes: number,
): ZipEntry[] | null {
  const fields = new Fields(bytes);
  const directoryEnd = end.directoryOffset + end.directorySize;
  const entries: ZipEntry[] = [];
  let at = end.directoryOffset;
  const count = Math.min(end.entries, maxEntries);
  while (entries.length < count && at - end.directoryOffset < maxBytes) {
    if (!(at + CENTRAL_HEADER_BYTES <= directoryEnd) || fields.u32(at) !== CENTRAL_SIGNATURE)
      return null;
    const nameStart = at + CENTRAL_HEADER_BYTES;
    const extraStart = nameStart + fields.u16(at + 28);
    const extraEnd = extraStart + fields.u16(at + 30);
    const next = extraEnd + fields.u16(at + 32);
    if (next > directoryEnd) return null;
    const entry: ZipEntry = {
      name: fields.text(nameStart, extraStart - nameStart),
      flags: fields.u16(at + 8),
      method: fields.u16(at + 10),
      crc32: fields.u32(at + 16),
      compressedSize: fields.u32(at + 20),
      size: fields.u32(at + 24),
      headerOffset: fields.u32(at + 42),
    };
    if (!applyZip64(fields, entry, extraStart, extraEnd)) return null;
    entries.push(entry);
    at = next;
  }
  // What the directory holds beyond its number would be there for readers that go by its size.
  return entries.length === end.entries && at !== directoryEnd ? null : entries;
}

/** Reads the local header at `offset`; null when there is none or it leaves the file. */
export function readLocalHeader(bytes: Uint8Array, offset: number): ZipLocalHeader | null {
  const fields = new Fields(bytes);
  if (fields.u32(offset) !== LOCAL_SIGNATURE) return null;
  const nameStart = offset + LOCAL_HEADER_BYTES;
  const nameEnd = nameStart + fields.u16(offset + 26);
  const dataOffset = nameEnd + fields.u16(offset + 28);
  if (!(dataOffset <= bytes.length)) return null;
  const header: ZipLocalHeader = {
    name: fields.text(nameStart, nameEnd - nameStart),
    flags: fields.u16(offset + 6),
    method: fields.u16(offset + 8),
    crc32: fields.u32(offset + 14),
    // 0 with bit 3 of the flags means "see after the data".
    compressedSize: fields.u32(offset + 18),
    size: fields.u32(offset + 22),
    dataOffset,
  };
  return applyZip64(fields, header, nameEnd, dataOffset) ? header : null;
}

/**
 * Reads the descriptor at `offset` behind the data of an entry, with sizes of 4 bytes and of 8: which
 * of them were written is not said. None when it does not begin with its signature, which it may lack.
 */
export function readDescriptors(bytes: Uint8Array, offset: number): ZipSizes[] {
  const fields = new Fields(bytes);
  if (fields.u32(offset) !== DESCRIPTOR_SIGNATURE) return [];
  const crc32 = fields.u32(offset + 4);
  return [
    { crc32, compressedSize: fields.u32(offset + 8), size: fields.u32(offset + 12) },
    { crc32, compressedSize: fields.u64(offset + 8), size: fields.u64(offset + 16) },
  ];
}
