// Names the streams of a compound file (OLE2), so that its format can be told. Reads no stream.
// Source: MS-CFB 2.2 (header), 2.3 (FAT), 2.5 (DIFAT), 2.6 (directory entries).

const SIGNATURE = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
const HEADER_BYTES = 512;
const HEADER_DIFAT_OFFSET = 0x4c;
const HEADER_DIFAT_ENTRIES = 109;
const DIRECTORY_ENTRY_BYTES = 128;
const MAX_NAME_BYTES = 64;
const STREAM_OBJECT = 2;
/** Sector numbers from here on are marks (MAXREGSECT and above), not sectors. */
const FIRST_SPECIAL_SECTOR = 0xfffffffa;
const END_OF_CHAIN = 0xfffffffe;

/** True when the bytes begin with the signature of a compound file. */
export function isCompoundFile(bytes: Uint8Array): boolean {
  return SIGNATURE.every((byte, index) => bytes[index] === byte);
}

/** Sector arithmetic over one file; every sector number is checked against the file's length. */
class Sectors {
  readonly view: DataView;
  readonly size: number;
  readonly count: number;

  constructor(bytes: Uint8Array, shift: number) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.size = 1 << shift;
    // The header fills the first sector; the last one may be cut short.
    this.count = Math.max(0, Math.ceil(bytes.length / this.size) - 1);
  }

  offset(sector: number): number {
    return (sector + 1) * this.size;
  }

  u32(at: number): number | null {
    return at + 4 <= this.view.byteLength ? this.view.getUint32(at, true) : null;
  }
}

/** Finds the sector that holds the `index`th part of the FAT, by the header and the DIFAT chain. */
function fatSector(sectors: Sectors, index: number): number | null {
  if (index < HEADER_DIFAT_ENTRIES) return sectors.u32(HEADER_DIFAT_OFFSET + index * 4);
  const entriesPerSector = sectors.size / 4 - 1;
  let hops = Math.floor((index - HEADER_DIFAT_ENTRIES) / entriesPerSector);
  if (hops > sectors.count) return null;
  let sector = sectors.u32(0x44);
  for (; hops > 0; hops -= 1) {
    if (sector === null || sector >= sectors.count) return null;
    sector = sectors.u32(sectors.offset(sector) + entriesPerSector * 4);
  }
  if (sector === null || sector >= sectors.count) return null;
  const slot = (index - HEADER_DIFAT_ENTRIES) % entriesPerSector;
  return sectors.u32(sectors.offset(sector) + slot * 4);
}

function nextSector(sectors: Sectors, sector: number): number | null {
  const entriesPerSector = sectors.size / 4;
  const fat = fatSector(sectors, Math.floor(sector / entriesPerSector));
  if (fat === null || fat >= sectors.count) return null;
  return sectors.u32(sectors.offset(fat) + (sector % entriesPerSector) * 4);
}

function readStreamName(bytes: Uint8Array, entry: number): string | null {
  const nameBytes = (bytes[entry + 0x40] ?? 0) | ((bytes[entry + 0x41] ?? 0) << 8);
  if (bytes[entry + 0x42] !== STREAM_OBJECT || nameBytes < 2 || nameBytes > MAX_NAME_BYTES)
    return null;
  // The length counts the closing NUL.
  return new TextDecoder("utf-16le").decode(bytes.subarray(entry, entry + nameBytes - 2));
}

/**
 * Lists the names of all streams, at whatever depth, in directory order.
 * @returns null when the file is no compound file, or its directory is damaged, cut or runs in a loop.
 */
export function listStreams(bytes: Uint8Array): string[] | null {
  if (!isCompoundFile(bytes) || bytes.length < HEADER_BYTES) return null;
  const shift = (bytes[0x1e] ?? 0) | ((bytes[0x1f] ?? 0) << 8);
  if (shift !== 9 && shift !== 12) return null;
  const sectors = new Sectors(bytes, shift);
  const names: string[] = [];
  let sector = sectors.u32(0x30);
  // A chain longer than the file has sectors must visit one twice.
  for (let visited = 0; visited <= sectors.count; visited += 1) {
    if (sector === END_OF_CHAIN) return visited === 0 ? null : names;
    if (sector === null || sector >= FIRST_SPECIAL_SECTOR || sector >= sectors.count) return null;
    const start = sectors.offset(sector);
    for (let entry = start; entry < start + sectors.size; entry += DIRECTORY_ENTRY_BYTES) {
      if (entry + DIRECTORY_ENTRY_BYTES > bytes.length) return null;
      const name = readStreamName(bytes, entry);
      if (name !== null) names.push(name);
    }
    sector = nextSector(sectors, sector);
  }
  return null;
}
