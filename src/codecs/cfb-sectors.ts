// Finds the sectors of a compound file: the FAT by header and DIFAT, and chains along it. Copies
// nothing; every number from the file is checked against the file's length.
// Source: MS-CFB 2.2 (header), 2.3 (FAT), 2.5 (DIFAT).
import { CFB_HEADER_BYTES, SectorTrail, type ChainEnd } from "../../guards/compound-file.ts";

const SECTOR_SHIFT_OFFSET = 0x1e;
const FIRST_DIFAT_SECTOR_OFFSET = 0x44;
const HEADER_DIFAT_OFFSET = 0x4c;
const HEADER_DIFAT_ENTRIES = 109;
const ENTRY_BYTES = 4;
/** Numbers above are marks (free, FAT, DIFAT, end), not sectors. */
const MAX_REGULAR_SECTOR = 0xfffffffa;
const END_OF_CHAIN = 0xfffffffe;
const FREE = 0xffffffff;

/** @returns the power of two of the sector size, as the header has it; 0 when there is no header. */
export function readSectorShift(bytes: Uint8Array): number {
  if (bytes.length < CFB_HEADER_BYTES) return 0;
  return (bytes[SECTOR_SHIFT_OFFSET] as number) | ((bytes[SECTOR_SHIFT_OFFSET + 1] as number) << 8);
}

export class Sectors {
  readonly bytes: Uint8Array;
  readonly size: number;
  /** Sectors in the file, the last of which may be cut short. */
  readonly count: number;
  readonly #view: DataView;
  /** Sectors of the FAT in order; `FREE` where one is not there. */
  readonly #fat: Uint32Array;

  /** @param bytes of a file whose header is whole. */
  constructor(bytes: Uint8Array, sectorShift: number) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.size = 1 << sectorShift;
    // The header fills the first sector.
    this.count = Math.max(0, Math.ceil(bytes.length / this.size) - 1);
    this.#fat = this.#findFat();
  }

  /** @returns where the sector begins in the file. */
  offset(sector: number): number {
    return (sector + 1) * this.size;
  }

  /** @returns the number at a byte of the file; the mark of a free sector beyond its end. */
  u32(at: number): number {
    return at + ENTRY_BYTES <= this.bytes.length ? this.#view.getUint32(at, true) : FREE;
  }

  /**
   * Follows a chain and gives each of its sectors to `visit`.
   * @param maxSectors to visit at most; what the chain holds beyond is not looked at.
   */
  walk(first: number, maxSectors: number, visit: (sector: number) => void): ChainEnd {
    const trail = new SectorTrail(this.count);
    let sector = first;
    for (let visited = 0; visited < maxSectors; visited += 1) {
      if (sector === END_OF_CHAIN) return "end";
      if (sector > MAX_REGULAR_SECTOR) return "damaged";
      if (sector >= this.count) return "cut";
      if (!trail.pass(sector)) return "loop";
      visit(sector);
      sector = this.#next(sector);
    }
    return "enough";
  }

  #next(sector: number): number {
    const perSector = this.size / ENTRY_BYTES;
    const fat = this.#fat[Math.floor(sector / perSector)] ?? FREE;
    if (fat >= this.count) return fat > MAX_REGULAR_SECTOR ? FREE : this.count;
    return this.u32(this.offset(fat) + (sector % perSector) * ENTRY_BYTES);
  }

  /** As many sectors of the FAT as the file has sectors for, whatever the header says of their number. */
  #findFat(): Uint32Array {
    const perSector = this.size / ENTRY_BYTES;
    const fat = new Uint32Array(Math.ceil(this.count / perSector)).fill(FREE);
    const inHeader = Math.min(fat.length, HEADER_DIFAT_ENTRIES);
    for (let index = 0; index < inHeader; index += 1) {
      fat[index] = this.u32(HEADER_DIFAT_OFFSET + index * ENTRY_BYTES);
    }
    let index = inHeader;
    let difat = this.u32(FIRST_DIFAT_SECTOR_OFFSET);
    // Each turn fills a part of `fat`: a DIFAT that runs in a loop ends with it.
    while (index < fat.length && difat < this.count) {
      const start = this.offset(difat);
      for (let slot = 0; slot < perSector - 1 && index < fat.length; slot += 1, index += 1) {
        fat[index] = this.u32(start + slot * ENTRY_BYTES);
      }
      difat = this.u32(start + (perSector - 1) * ENTRY_BYTES);
    }
    return fat;
  }
}
