// Reads compound files (OLE2): names the streams and finds where the bytes of one lie. Large streams
// are never copied; storages matter only in that a stream of the root comes before others.
// Source: MS-CFB 2.4 (mini FAT), 2.6 (directory entries).
import {
  refuseBrokenDirectory,
  refuseCfbHeader,
  refuseChainLoop,
  refuseDirectoryLength,
  SectorTrail,
  type ChainEnd,
} from "../../guards/compound-file.ts";
import { refuseIf } from "../core/failure.ts";
import { readSectorShift, Sectors } from "./cfb-sectors.ts";

const SIGNATURE = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
const FIRST_DIRECTORY_SECTOR_OFFSET = 0x30;
const FIRST_MINI_FAT_SECTOR_OFFSET = 0x3c;
const DIRECTORY_ENTRY_BYTES = 128;
/** High half of a size, at the end of an entry: some writers stop before it. */
const UNUSED_ENTRY_BYTES = 4;
const MAX_NAME_BYTES = 64;
const STREAM_OBJECT = 2;
const ROOT_OBJECT = 5;
const NO_ENTRY = 0xffffffff;
/** Smaller streams lie in the mini stream; MS-CFB 2.2 fixes the number. */
const MINI_STREAM_CUTOFF = 4096;
const MINI_SECTOR_BYTES = 64;

const UTF16 = new TextDecoder("utf-16le");

/** True when the bytes begin with the signature of a compound file. */
export function isCompoundFile(bytes: Uint8Array): boolean {
  return SIGNATURE.every((byte, index) => bytes[index] === byte);
}

/** Where the bytes of a stream lie: pieces of `bytes`, in order. */
export interface StreamPieces {
  bytes: Uint8Array;
  starts: readonly number[];
  lengths: readonly number[];
}

/** One stream or storage; `index` counts from 0 in the order of the directory. */
class DirectoryEntry {
  readonly #sectors: Sectors;
  readonly #at: number;

  constructor(sectors: Sectors, at: number) {
    this.#sectors = sectors;
    this.#at = at;
  }

  get type(): number {
    return this.#sectors.bytes[this.#at + 0x42] ?? 0;
  }

  /** Empty where the length of the name cannot be. */
  get name(): string {
    const { bytes } = this.#sectors;
    const length = (bytes[this.#at + 0x40] ?? 0) | ((bytes[this.#at + 0x41] ?? 0) << 8);
    if (length < 2 || length > MAX_NAME_BYTES) return "";
    // The length counts the closing NUL.
    return UTF16.decode(bytes.subarray(this.#at, this.#at + length - 2));
  }

  /** Neighbours in the tree of the storage that holds the entry. */
  get siblings(): readonly number[] {
    return [this.#sectors.u32(this.#at + 0x44), this.#sectors.u32(this.#at + 0x48)];
  }

  get child(): number {
    return this.#sectors.u32(this.#at + 0x4c);
  }

  get start(): number {
    return this.#sectors.u32(this.#at + 0x74);
  }

  /** The low half: no file here comes near 4 GiB, and version 3 leaves rubbish in the high half. */
  get size(): number {
    return this.#sectors.u32(this.#at + 0x78);
  }
}

/** The directory as a list, without regard to its trees. Entries are made when asked for. */
class Directory {
  readonly #sectors: Sectors;
  readonly #perSector: number;
  readonly #chain: number[] = [];
  readonly end: ChainEnd;

  constructor(sectors: Sectors) {
    this.#sectors = sectors;
    this.#perSector = sectors.size / DIRECTORY_ENTRY_BYTES;
    const first = sectors.u32(FIRST_DIRECTORY_SECTOR_OFFSET);
    const end = sectors.walk(first, sectors.count + 1, (sector) => this.#chain.push(sector));
    const last = this.#chain.at(-1);
    const isCut = this.#chain.some(
      (sector) => sectors.offset(sector) + sectors.size - UNUSED_ENTRY_BYTES > sectors.bytes.length,
    );
    this.end =
      last === undefined && end === "end" ? "damaged" : isCut && end === "end" ? "cut" : end;
  }

  get length(): number {
    return this.#chain.length * this.#perSector;
  }

  /** @param index below `length`. */
  entry(index: number): DirectoryEntry {
    const sector = this.#chain[Math.floor(index / this.#perSector)] as number;
    const at = this.#sectors.offset(sector) + (index % this.#perSector) * DIRECTORY_ENTRY_BYTES;
    return new DirectoryEntry(this.#sectors, at);
  }
}

/**
 * Lists the names of all streams, at whatever depth, in directory order.
 * @returns null when the file is no compound file, or its directory is damaged, cut or runs in a loop.
 */
export function listStreams(bytes: Uint8Array): string[] | null {
  const shift = readSectorShift(bytes);
  if (!isCompoundFile(bytes) || refuseCfbHeader(bytes.length, shift) !== null) return null;
  const directory = new Directory(new Sectors(bytes, shift));
  if (directory.end !== "end" || refuseDirectoryLength(directory.length) !== null) return null;
  const names: string[] = [];
  for (let index = 0; index < directory.length; index += 1) {
    const entry = directory.entry(index);
    if (entry.type !== STREAM_OBJECT) continue;
    const { name } = entry;
    if (name !== "") names.push(name);
  }
  return names;
}

/** An open compound file. */
export class CompoundFile {
  readonly #sectors: Sectors;
  readonly #directory: Directory;

  private constructor(sectors: Sectors, directory: Directory) {
    this.#sectors = sectors;
    this.#directory = directory;
  }

  /**
   * @param bytes with the signature; kept, not modified.
   * Fails with: `truncated_file`, `corrupt_file` (header, directory).
   */
  static open(bytes: Uint8Array): CompoundFile {
    const shift = readSectorShift(bytes);
    refuseIf(refuseCfbHeader(bytes.length, shift));
    const sectors = new Sectors(bytes, shift);
    const directory = new Directory(sectors);
    refuseIf(refuseBrokenDirectory(directory.end));
    refuseIf(refuseDirectoryLength(directory.length));
    return new CompoundFile(sectors, directory);
  }

  /**
   * Finds a stream of the root storage by name, without regard to case. Only where the tree of the
   * root is damaged and does not lead to it, every stream of the directory is looked at.
   * @returns its pieces, fewer than its size where the file is cut, or null when there is none.
   * Fails with: `corrupt_file` (a chain that runs in a loop).
   */
  find(name: string): StreamPieces | null {
    const folded = name.toLowerCase();
    const isWanted = (entry: DirectoryEntry) =>
      entry.type === STREAM_OBJECT && entry.name.toLowerCase() === folded;
    const root = this.#rootEntries();
    let found = root.entries.find(isWanted);
    for (let index = 0; root.isDamaged && found === undefined; index += 1) {
      if (index === this.#directory.length) break;
      const entry = this.#directory.entry(index);
      if (isWanted(entry)) found = entry;
    }
    return found === undefined ? null : this.#pieces(found);
  }

  #rootEntries(): { entries: DirectoryEntry[]; isDamaged: boolean } {
    const directory = this.#directory;
    const seen = new SectorTrail(directory.length);
    const entries: DirectoryEntry[] = [];
    const open = [directory.entry(0).child];
    let isDamaged = directory.entry(0).type !== ROOT_OBJECT;
    for (let index = open.pop(); index !== undefined; index = open.pop()) {
      if (index === NO_ENTRY) continue;
      if (index >= directory.length || !seen.pass(index)) {
        isDamaged = true;
        continue;
      }
      const entry = directory.entry(index);
      entries.push(entry);
      open.push(...entry.siblings);
    }
    return { entries, isDamaged: isDamaged || entries.length === 0 };
  }

  #pieces(entry: DirectoryEntry): StreamPieces {
    const { size } = entry;
    return size < MINI_STREAM_CUTOFF
      ? this.#miniPieces(entry.start, size)
      : this.#regularPieces(entry.start, size);
  }

  #regularPieces(start: number, size: number): StreamPieces {
    const { bytes, size: sectorBytes } = this.#sectors;
    const starts: number[] = [];
    const lengths: number[] = [];
    let rest = size;
    let end = -1;
    let isCut = false;
    const chainEnd = this.#sectors.walk(start, Math.ceil(size / sectorBytes), (sector) => {
      // What follows a sector that is cut short would stand at the wrong place.
      if (isCut) return;
      const from = this.#sectors.offset(sector);
      const length = Math.min(sectorBytes, rest, bytes.length - from);
      isCut = length < Math.min(sectorBytes, rest);
      if (from === end) lengths[lengths.length - 1] = (lengths.at(-1) as number) + length;
      else {
        starts.push(from);
        lengths.push(length);
      }
      end = from + length;
      rest -= length;
    });
    refuseIf(refuseChainLoop(chainEnd, "a stream"));
    return { bytes, starts, lengths };
  }

  /** Small streams are copied: their sectors of 64 bytes may lie anywhere. */
  #miniPieces(start: number, size: number): StreamPieces {
    const sectors = this.#sectors;
    const container = this.#chainOf(this.#rootStart(), "the mini stream");
    const miniFat = this.#chainOf(sectors.u32(FIRST_MINI_FAT_SECTOR_OFFSET), "the mini FAT");
    const perSector = sectors.size / MINI_SECTOR_BYTES;
    const linksPerSector = sectors.size / 4;
    const copy = new Uint8Array(size);
    const passed = new Set<number>();
    let filled = 0;
    let mini = start;
    while (filled < size) {
      if (passed.has(mini)) refuseIf(refuseChainLoop("loop", "a small stream"));
      passed.add(mini);
      const sector = container[Math.floor(mini / perSector)];
      if (sector === undefined) break;
      const from = sectors.offset(sector) + (mini % perSector) * MINI_SECTOR_BYTES;
      const part = sectors.bytes.subarray(from, from + Math.min(MINI_SECTOR_BYTES, size - filled));
      copy.set(part, filled);
      filled += part.length;
      if (part.length < MINI_SECTOR_BYTES) break;
      const links = miniFat[Math.floor(mini / linksPerSector)];
      if (links === undefined) break;
      mini = sectors.u32(sectors.offset(links) + (mini % linksPerSector) * 4);
    }
    return { bytes: copy, starts: [0], lengths: [filled] };
  }

  #rootStart(): number {
    const root = this.#directory.entry(0);
    return root.type === ROOT_OBJECT ? root.start : NO_ENTRY;
  }

  #chainOf(start: number, what: string): number[] {
    const chain: number[] = [];
    const end = this.#sectors.walk(start, this.#sectors.count + 1, (sector) => chain.push(sector));
    refuseIf(refuseChainLoop(end, what));
    return chain;
  }
}
