// Refuses compound files (MS-CFB) whose headers or chains cannot be followed: loops, sectors used
// twice, sizes that no writer has. Facts in, verdict out; the bytes are read by src/codecs/cfb.ts.
import type { ParseFailure } from "../src/core/failure.ts";
import { MAX_DIRECTORY_ENTRIES } from "./limits.ts";

/** The header and its part of the DIFAT; MS-CFB 2.2. */
export const CFB_HEADER_BYTES = 512;
/** 512 bytes in version 3, 4096 in version 4; MS-CFB 2.2. */
const SECTOR_SHIFTS: ReadonlySet<number> = new Set([9, 12]);

/** How the walk along a chain of sectors ended; `enough` when all that was asked for is there. */
export type ChainEnd = "end" | "enough" | "cut" | "damaged" | "loop";

/** Refuses a file without a whole header, or with sectors of a size that there is not. */
export function refuseCfbHeader(fileBytes: number, sectorShift: number): ParseFailure | null {
  if (fileBytes < CFB_HEADER_BYTES) {
    return {
      code: "truncated_file",
      detail: `The compound file has ${fileBytes} bytes; its header alone has ${CFB_HEADER_BYTES}.`,
    };
  }
  if (SECTOR_SHIFTS.has(sectorShift)) return null;
  return {
    code: "corrupt_file",
    detail: `The compound file has sectors of 2^${sectorShift} bytes; 2^9 and 2^12 are possible.`,
    at: { byte: 0x1e },
  };
}

/** Refuses a chain that visits a sector twice: it would give the same bytes over and over. */
export function refuseChainLoop(end: ChainEnd, what: string): ParseFailure | null {
  if (end !== "loop") return null;
  return {
    code: "corrupt_file",
    detail: `The chain of sectors of ${what} comes back to a sector that it has passed.`,
  };
}

/** Refuses a directory whose chain breaks: a part of the streams would be taken for all. */
export function refuseBrokenDirectory(end: ChainEnd): ParseFailure | null {
  if (end === "end") return null;
  const isCut = end === "cut";
  return (
    refuseChainLoop(end, "the directory") ?? {
      code: isCut ? "truncated_file" : "corrupt_file",
      detail: isCut
        ? "The directory of the compound file lies beyond the end of the file."
        : "The chain of sectors of the directory is broken.",
    }
  );
}

/** Refuses a directory of more streams and storages than any program writes: all of them are looked at. */
export function refuseDirectoryLength(found: number): ParseFailure | null {
  if (found <= MAX_DIRECTORY_ENTRIES) return null;
  return {
    code: "corrupt_file",
    detail: `The directory of the compound file has ${found} entries; ${MAX_DIRECTORY_ENTRIES} are possible.`,
    limit: { name: "directory_entries", max: MAX_DIRECTORY_ENTRIES, found },
  };
}

/** Which sectors a chain has passed: one bit each, so that no walk is longer than the file. */
export class SectorTrail {
  readonly #bits: Uint8Array;

  constructor(sectors: number) {
    this.#bits = new Uint8Array((sectors + 7) >>> 3);
  }

  /** @returns false when the sector was passed before. */
  pass(sector: number): boolean {
    const at = sector >>> 3;
    const bit = 1 << (sector & 7);
    const passed = this.#bits[at] as number;
    this.#bits[at] = passed | bit;
    return (passed & bit) === 0;
  }
}
