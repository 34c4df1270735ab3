// Writes compound files (MS-CFB) for tests: any number of streams, small and large, with sectors in any
// order and lies in any field. Without lies the result is sound.

import { concat } from "./build-zip.ts";

const SIGNATURE = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
const HEADER_DIFAT_ENTRIES = 109;
const MINI_SECTOR_BYTES = 64;
const MINI_STREAM_CUTOFF = 4096;
const DIFAT_SECTOR = 0xfffffffc;
const FAT_SECTOR = 0xfffffffd;
const END_OF_CHAIN = 0xfffffffe;
const FREE = 0xffffffff;
const STORAGE = 1;
const STREAM = 2;
const ROOT = 5;

export interface CfbStream {
  name: string;
  data: Uint8Array;
  /** Name of a storage that holds it; the root unless said. */
  storage?: string;
  /** Claim of the directory. */
  size?: number;
}

export interface CfbSpec {
  streams: readonly CfbStream[];
  /** 9 unless said. */
  sectorShift?: 9 | 12;
  /** Sectors of large streams from back to front, so that no two lie in order. */
  isReversed?: boolean;
  /** Leaves the tree of the root damaged: its child is this entry. */
  rootChild?: number;
  /** Links of the FAT that differ from the truth: sector → next. */
  links?: Readonly<Record<number, number>>;
}

interface Entry {
  name: string;
  type: number;
  start: number;
  size: number;
  right: number;
  child: number;
}

class SectorWriter {
  readonly size: number;
  readonly sectors: Uint8Array[] = [];
  readonly next: number[] = [];

  constructor(size: number) {
    this.size = size;
  }

  /** @returns the number of the first sector. */
  add(data: Uint8Array, isReversed = false): number {
    const count = Math.ceil(data.length / this.size);
    if (count === 0) return END_OF_CHAIN;
    const first = this.sectors.length;
    const place = (index: number) => first + (isReversed ? count - 1 - index : index);
    for (let index = 0; index < count; index += 1) {
      const sector = new Uint8Array(this.size);
      sector.set(data.subarray(index * this.size, (index + 1) * this.size));
      this.sectors[place(index)] = sector;
      this.next[place(index)] = index + 1 < count ? place(index + 1) : END_OF_CHAIN;
    }
    return place(0);
  }
}

function packWords(words: readonly number[], multiple: number, fill: number): Uint8Array {
  const count = Math.ceil(words.length / multiple) * multiple;
  const bytes = new Uint8Array(count * 4);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < count; i += 1) view.setUint32(i * 4, words[i] ?? fill, true);
  return bytes;
}

function packEntry(entry: Entry): Uint8Array {
  const bytes = new Uint8Array(128);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < entry.name.length; i += 1) {
    view.setUint16(i * 2, entry.name.charCodeAt(i), true);
  }
  view.setUint16(0x40, (entry.name.length + 1) * 2, true);
  bytes[0x42] = entry.type;
  bytes[0x43] = 1;
  view.setUint32(0x44, FREE, true);
  view.setUint32(0x48, entry.right, true);
  view.setUint32(0x4c, entry.child, true);
  view.setUint32(0x74, entry.start, true);
  view.setUint32(0x78, entry.size, true);
  return bytes;
}

export function buildCfb({ streams, sectorShift = 9, ...spec }: CfbSpec): Uint8Array {
  const isReversed = spec.isReversed === true;
  const writer = new SectorWriter(1 << sectorShift);
  const minis = new SectorWriter(MINI_SECTOR_BYTES);
  const entries: Entry[] = [
    { name: "Root Entry", type: ROOT, start: END_OF_CHAIN, size: 0, right: FREE, child: FREE },
  ];
  // Entries of a storage form a list by their right neighbours: a tree that leans to one side.
  const link = (parent: Entry, entry: Entry) => {
    entry.right = parent.child;
    parent.child = entries.push(entry) - 1;
  };
  const storages = new Map<string, Entry>();
  for (const { name, data, storage, size = data.length } of streams) {
    let parent = entries[0] as Entry;
    if (storage !== undefined) {
      const known = storages.get(storage);
      parent = known ?? {
        name: storage,
        type: STORAGE,
        start: 0,
        size: 0,
        right: FREE,
        child: FREE,
      };
      if (known === undefined) link(entries[0] as Entry, parent);
      storages.set(storage, parent);
    }
    const isMini = size < MINI_STREAM_CUTOFF;
    const start = isMini ? minis.add(data, isReversed) : writer.add(data, isReversed);
    link(parent, { name, type: STREAM, start, size, right: FREE, child: FREE });
  }
  const root = entries[0] as Entry;
  if (spec.rootChild !== undefined) root.child = spec.rootChild;
  const miniStream = concat(minis.sectors);
  root.start = writer.add(miniStream, isReversed);
  root.size = miniStream.length;
  const miniFat = writer.add(packWords(minis.next, writer.size / 4, FREE));
  while (entries.length % (writer.size / 128) !== 0) {
    entries.push({ name: "", type: 0, start: 0, size: 0, right: FREE, child: FREE });
  }
  const directory = writer.add(concat(entries.map(packEntry)));
  return assemble(writer, { directory, miniFat, sectorShift, links: spec.links ?? {} });
}

function assemble(
  writer: SectorWriter,
  {
    directory,
    miniFat,
    sectorShift,
    links,
  }: {
    directory: number;
    miniFat: number;
    sectorShift: number;
    links: Readonly<Record<number, number>>;
  },
): Uint8Array {
  const perSector = writer.size / 4;
  const dataSectors = writer.sectors.length;
  let fatSectors = 0;
  let difatSectors = 0;
  // The FAT has a link for its own sectors too.
  while (fatSectors * perSector < dataSectors + fatSectors + difatSectors) {
    fatSectors += 1;
    difatSectors = Math.ceil(Math.max(0, fatSectors - HEADER_DIFAT_ENTRIES) / (perSector - 1));
  }
  const firstDifat = dataSectors + fatSectors;
  const fat = Array.from({ length: fatSectors }, (_, index) => dataSectors + index);
  const words = [
    ...writer.next,
    ...fat.map(() => FAT_SECTOR),
    ...Array.from({ length: difatSectors }, () => DIFAT_SECTOR),
  ];
  for (const [sector, next] of Object.entries(links)) words[Number(sector)] = next;
  const difat: Uint8Array[] = [];
  for (let index = 0; index < difatSectors; index += 1) {
    const from = HEADER_DIFAT_ENTRIES + index * (perSector - 1);
    const slots = fat.slice(from, from + perSector - 1);
    while (slots.length < perSector - 1) slots.push(FREE);
    const next = index + 1 < difatSectors ? firstDifat + index + 1 : END_OF_CHAIN;
    difat.push(packWords([...slots, next], perSector, FREE));
  }
  const header = new Uint8Array(writer.size);
  const view = new DataView(header.buffer);
  header.set(SIGNATURE);
  view.setUint16(0x18, 0x3e, true);
  view.setUint16(0x1a, sectorShift === 9 ? 3 : 4, true);
  view.setUint16(0x1c, 0xfffe, true);
  view.setUint16(0x1e, sectorShift, true);
  view.setUint16(0x20, 6, true);
  view.setUint32(0x2c, fatSectors, true);
  view.setUint32(0x30, directory, true);
  view.setUint32(0x38, MINI_STREAM_CUTOFF, true);
  view.setUint32(0x3c, miniFat, true);
  view.setUint32(0x44, difatSectors > 0 ? firstDifat : END_OF_CHAIN, true);
  view.setUint32(0x48, difatSectors, true);
  for (let slot = 0; slot < HEADER_DIFAT_ENTRIES; slot += 1) {
    view.setUint32(0x4c + slot * 4, fat[slot] ?? FREE, true);
  }
  return concat([header, ...writer.sectors, packWords(words, perSector, FREE), ...difat]);
}
