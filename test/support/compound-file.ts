// Puts one stream into a compound file of version 3 (MS-CFB 2), and takes streams out of sound ones.
// The order of sectors that are written: the stream, the directory, the FAT, the DIFAT.
import { fields } from "./little-endian.ts";

const SECTOR_BYTES = 512;
const ENTRIES_PER_SECTOR = SECTOR_BYTES / 4;
/** Sectors of the FAT that the header has room for. */
const HEADER_DIFAT = 109;
/** Streams under this are kept elsewhere. */
const MIN_STREAM_BYTES = 4096;
const END_OF_CHAIN = 0xfffffffe;
const FREE = 0xffffffff;
const FAT_SECTOR = 0xfffffffd;
const DIFAT_SECTOR = 0xfffffffc;
const DIRECTORY_ENTRY_BYTES = 128;
const MINI_SECTOR_BYTES = 64;
const STREAM = 2;
const ROOT_STORAGE = 5;

export function wrapInCompoundFile(name: string, stream: Uint8Array): Buffer {
  const length = Math.max(stream.length, MIN_STREAM_BYTES);
  const dataSectors = Math.ceil(length / SECTOR_BYTES);
  const directoryAt = dataSectors;
  const fatAt = directoryAt + 1;
  let [fatSectors, difatSectors] = [0, 0];
  for (let isEnough = false; !isEnough;) {
    const sectors = fatAt + fatSectors + difatSectors;
    isEnough = sectors <= fatSectors * ENTRIES_PER_SECTOR;
    if (isEnough) break;
    fatSectors = Math.ceil(sectors / ENTRIES_PER_SECTOR);
    const beyondHeader = Math.max(0, fatSectors - HEADER_DIFAT);
    difatSectors = Math.ceil(beyondHeader / (ENTRIES_PER_SECTOR - 1));
  }
  const difatAt = fatAt + fatSectors;
  const fatNumbers = Array.from({ length: fatSectors }, (_, i) => fatAt + i);
  const fat = [
    ...chain(0, dataSectors),
    END_OF_CHAIN,
    ...fatNumbers.map(() => FAT_SECTOR),
    ...Array.from({ length: difatSectors }, () => DIFAT_SECTOR),
  ];
  const header = Buffer.concat([
    Buffer.from("d0cf11e0a1b11ae1", "hex"),
    Buffer.alloc(16),
    fields([
      [2, 0x3e],
      [2, 3],
      [2, 0xfffe],
      [2, 9],
      [2, 6],
      [2, 0],
      [4, 0],
      [4, 0],
    ]),
    fields([
      [4, fatSectors],
      [4, directoryAt],
      [4, 0],
      [4, MIN_STREAM_BYTES],
    ]),
    fields([
      [4, END_OF_CHAIN],
      [4, 0],
    ]),
    fields([
      [4, difatSectors === 0 ? END_OF_CHAIN : difatAt],
      [4, difatSectors],
    ]),
    numbers(fatNumbers.slice(0, HEADER_DIFAT), HEADER_DIFAT),
  ]);
  const difat = Array.from({ length: difatSectors }, (_, i) => {
    const from = HEADER_DIFAT + i * (ENTRIES_PER_SECTOR - 1);
    const own = fatNumbers.slice(from, from + ENTRIES_PER_SECTOR - 1);
    const next = i + 1 < difatSectors ? difatAt + i + 1 : END_OF_CHAIN;
    return Buffer.concat([numbers(own, ENTRIES_PER_SECTOR - 1), numbers([next], 1)]);
  });
  const directory = Buffer.concat([
    directoryEntry("Root Entry", ROOT_STORAGE, 1, END_OF_CHAIN, 0),
    directoryEntry(name, STREAM, FREE, 0, length),
  ]);
  const padding = Buffer.alloc(dataSectors * SECTOR_BYTES - stream.length);
  return Buffer.concat([
    header,
    stream,
    padding,
    directory,
    Buffer.alloc(SECTOR_BYTES - directory.length),
    numbers(fat, fatSectors * ENTRIES_PER_SECTOR),
    ...difat,
  ]);
}

function chain(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => (i + 1 < count ? first + i + 1 : END_OF_CHAIN));
}

/** Filled up with free ones. */
function numbers(values: readonly number[], count: number): Buffer {
  const buffer = Buffer.alloc(count * 4, 0xff);
  for (const [i, value] of values.entries()) buffer.writeUInt32LE(value, i * 4);
  return buffer;
}

function directoryEntry(
  name: string,
  type: number,
  child: number,
  sector: number,
  length: number,
): Buffer {
  const entry = Buffer.alloc(DIRECTORY_ENTRY_BYTES);
  entry.write(name, "utf16le");
  entry.writeUInt16LE((name.length + 1) * 2, 64);
  entry[66] = type;
  // Black.
  entry[67] = 1;
  for (const at of [68, 72]) entry.writeUInt32LE(FREE, at);
  entry.writeUInt32LE(child, 76);
  entry.writeUInt32LE(sector, 116);
  entry.writeUInt32LE(length, 120);
  return entry;
}

/**
 * @param file a sound compound file whose FAT has no more sectors than the header names.
 * @returns its streams by name.
 */
export function streamsOf(file: Uint8Array): Map<string, Uint8Array> {
  const bytes = Buffer.from(file);
  const sectorBytes = 1 << bytes.readUInt16LE(30);
  const sector = (number: number) =>
    bytes.subarray((number + 1) * sectorBytes, (number + 2) * sectorBytes);
  const follow = (fat: Buffer, first: number, piece: (number: number) => Buffer) => {
    const pieces: Buffer[] = [];
    for (let at = first; at < DIFAT_SECTOR; at = fat.readUInt32LE(at * 4)) {
      if (pieces.length > bytes.length / MINI_SECTOR_BYTES) throw new Error("a chain in a circle");
      pieces.push(piece(at));
    }
    return Buffer.concat(pieces);
  };
  const fatNumbers = Array.from({ length: HEADER_DIFAT }, (_, i) => bytes.readUInt32LE(76 + i * 4));
  const fat = Buffer.concat(fatNumbers.filter((number) => number < DIFAT_SECTOR).map(sector));
  const directory = follow(fat, bytes.readUInt32LE(48), sector);
  const miniFat = follow(fat, bytes.readUInt32LE(60), sector);
  const miniStream = follow(fat, directory.readUInt32LE(116), sector);
  const miniSector = (number: number) =>
    miniStream.subarray(number * MINI_SECTOR_BYTES, (number + 1) * MINI_SECTOR_BYTES);
  const streams = new Map<string, Uint8Array>();
  for (let at = 0; at < directory.length; at += DIRECTORY_ENTRY_BYTES) {
    const entry = directory.subarray(at, at + DIRECTORY_ENTRY_BYTES);
    if (entry[66] !== STREAM) continue;
    const name = entry.toString("utf16le", 0, Math.max(0, entry.readUInt16LE(64) - 2));
    const [first, length] = [entry.readUInt32LE(116), entry.readUInt32LE(120)];
    const whole =
      length < MIN_STREAM_BYTES ? follow(miniFat, first, miniSector) : follow(fat, first, sector);
    streams.set(name, new Uint8Array(whole.subarray(0, length)));
  }
  return streams;
}
