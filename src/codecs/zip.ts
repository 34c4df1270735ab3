// Opens entries of a ZIP file held in memory, streamed and under one budget for the whole file.
// The central directory alone says what there is; nothing is trusted that was not counted.
// How to change this: what is refused stands in guards/zip.ts, the layout in zip-directory.ts.
// Source: PKWARE APPNOTE 6.3.10; ECMA-376-2 annex B (ZIP in OPC).
import { crc32 } from "node:zlib";
import {
  entryKey,
  quoteEntry,
  refuseDescriptorMismatch,
  refuseDirectorySize,
  refuseDuplicateNames,
  refuseEntryCount,
  refuseEntryKind,
  refuseEntryName,
  refuseHeaderMismatch,
  refuseInconsistentEnd,
  refuseInflation,
  refuseOverlap,
  refuseTrailingBytes,
  type ZipSpan,
} from "../../guards/zip.ts";
import type { ByteSource } from "../core/byte-source.ts";
import { refuse, refuseIf } from "../core/failure.ts";
import type { ParseLimits } from "../core/limits.ts";
import { KIB } from "../core/units.ts";
import {
  findZipEnds,
  readDescriptors,
  readLocalHeader,
  readZipEntries,
  startsWithLocalHeader,
  type ZipEnd,
  type ZipEntry,
  type ZipSizes,
} from "./zip-directory.ts";
import { createInflater, StoredBytes, type Inflater, type InflateProblem } from "./zip-inflater.ts";

export { listZipEntries, peekZipEntries } from "./zip-listing.ts";
export type { ZipEntry } from "./zip-directory.ts";

/** Largest piece that a source hands out, so that its reader can pause often. */
const MAX_PIECE_BYTES = 64 * KIB;
const STORED = 0;
const NOTHING = new Uint8Array(0);

function findEnd(bytes: Uint8Array): ZipEnd {
  const [end, second] = findZipEnds(bytes);
  if (end === undefined) {
    return startsWithLocalHeader(bytes)
      ? refuse({ code: "truncated_file", detail: "The container has no directory at its end." })
      : refuse({ code: "corrupt_file", detail: "The file is no readable ZIP container." });
  }
  if (second !== undefined) {
    refuse({ code: "archive_unsafe", detail: "The container has two directories." });
  }
  refuseIf(refuseInconsistentEnd(end.isConsistent));
  refuseIf(refuseTrailingBytes(end.trailing));
  if (end.isMultiDisk) {
    refuse({ code: "unsupported_feature", detail: "The container is one part of several." });
  }
  return end;
}

/** Finds where each entry's data begins and refuses those that lie where they must not. */
function locateData(
  bytes: Uint8Array,
  entries: readonly ZipEntry[],
  end: ZipEnd,
): Map<ZipEntry, number> {
  const offsets = new Map<ZipEntry, number>();
  const directoryEnd = end.directoryOffset + end.directorySize;
  const spans: ZipSpan[] = [{ name: "", start: end.directoryOffset, end: directoryEnd }];
  for (const entry of entries) {
    const local = readLocalHeader(bytes, entry.headerOffset);
    const dataEnd = local === null ? Number.NaN : local.dataOffset + entry.compressedSize;
    if (local === null || !(dataEnd <= bytes.length)) {
      refuse({
        code: "corrupt_file",
        detail: "An entry lies outside the file.",
        at: { entry: quoteEntry(entry.name) },
      });
    }
    refuseIf(refuseHeaderMismatch(entry, local));
    refuseIf(refuseDescriptorMismatch(entry, descriptorsBehind(bytes, local, dataEnd)));
    spans.push({ name: entry.name, start: entry.headerOffset, end: dataEnd });
    offsets.set(entry, local.dataOffset);
  }
  refuseIf(refuseOverlap(spans));
  return offsets;
}

const DESCRIPTOR_FLAG = 0x0008;

function descriptorsBehind(
  bytes: Uint8Array,
  { flags }: { flags: number },
  dataEnd: number,
): ZipSizes[] {
  return (flags & DESCRIPTOR_FLAG) === 0 ? [] : readDescriptors(bytes, dataEnd);
}

/** A ZIP file whose directory has been found sound. Create it with `ZipArchive.open`. */
export class ZipArchive {
  readonly entries: readonly ZipEntry[];
  readonly #bytes: Uint8Array;
  readonly #limits: ParseLimits;
  readonly #byKey: Map<string, ZipEntry>;
  readonly #dataOffsets: Map<ZipEntry, number>;
  /** Used up by all entries together. */
  readonly #spent = { input: 0, output: 0 };

  private constructor(
    bytes: Uint8Array,
    limits: ParseLimits,
    entries: readonly ZipEntry[],
    dataOffsets: Map<ZipEntry, number>,
  ) {
    this.#bytes = bytes;
    this.#limits = limits;
    this.entries = entries;
    this.#dataOffsets = dataOffsets;
    this.#byKey = new Map(entries.map((entry) => [entryKey(entry.name), entry]));
  }

  /**
   * Reads and checks the directory and all local headers; inflates nothing.
   * @param bytes the whole upload; not modified, and held as long as the archive is.
   * Fails with: `truncated_file`, `corrupt_file`, `archive_unsafe`, `expansion_limit`, `unsupported_feature`.
   */
  static open(bytes: Uint8Array, limits: ParseLimits): ZipArchive {
    const end = findEnd(bytes);
    refuseIf(refuseEntryCount(end.entries, limits));
    refuseIf(refuseDirectorySize(end.directorySize, limits));
    const entries = readZipEntries(bytes, end, limits.zipEntries, limits.zipDirectoryBytes);
    if (entries === null) {
      refuse({ code: "corrupt_file", detail: "The directory of the container is damaged." });
    }
    for (const entry of entries) refuseIf(refuseEntryName(entry.name));
    refuseIf(refuseDuplicateNames(entries.map((entry) => entry.name)));
    return new ZipArchive(bytes, limits, entries, locateData(bytes, entries, end));
  }

  /** Finds an entry without regard to case and direction of slashes. */
  find(path: string): ZipEntry | null {
    return this.#byKey.get(entryKey(path)) ?? null;
  }

  /**
   * Streams the content of an entry in pieces of at most 64 KiB, each valid until the next read.
   * Its end is reported only once size and CRC-32 have proved right.
   * Fails with (while reading, too): `encrypted_file`, `unsupported_feature`, `archive_unsafe`,
   * `expansion_limit`, `truncated_file`, `corrupt_file`.
   */
  source(entry: ZipEntry): ByteSource {
    refuseIf(refuseEntryKind(entry));
    const start = this.#dataOffsets.get(entry) ?? 0;
    const data = this.#bytes.subarray(start, start + entry.compressedSize);
    const unpacked =
      entry.method === STORED ? new StoredBytes(data) : createInflater(data, entry.size);
    return new EntrySource(entry, unpacked, this.#spent, this.#limits);
  }
}

/** Counts what comes out of one entry, against its own size and the budget of the archive. */
class EntrySource implements ByteSource {
  readonly #entry: ZipEntry;
  readonly #unpacked: Inflater;
  /** Of all entries of the archive. */
  readonly #spent: { input: number; output: number };
  readonly #limits: ParseLimits;
  #inputBytes = 0;
  #outputBytes = 0;
  #checksum = 0;
  #pending: Uint8Array = NOTHING;
  #sent = 0;

  constructor(
    entry: ZipEntry,
    unpacked: Inflater,
    spent: { input: number; output: number },
    limits: ParseLimits,
  ) {
    this.#entry = entry;
    this.#unpacked = unpacked;
    this.#spent = spent;
    this.#limits = limits;
  }

  async read(): Promise<Uint8Array | null> {
    if (this.#sent === this.#pending.length && !(await this.#advance())) return null;
    const piece = this.#pending.subarray(this.#sent, this.#sent + MAX_PIECE_BYTES);
    this.#sent += piece.length;
    return piece;
  }

  async #advance(): Promise<boolean> {
    const output = await this.#unpacked.next();
    this.#spent.input += this.#unpacked.inputBytes - this.#inputBytes;
    this.#inputBytes = this.#unpacked.inputBytes;
    if (typeof output === "string") this.#refuseProblem(output);
    if (output === null) {
      this.#refuseUnproven();
      return false;
    }
    this.#spent.output += output.length;
    this.#outputBytes += output.length;
    const { name, size } = this.#entry;
    const facts = { name, declared: size, entryOutput: this.#outputBytes, ...this.#spent };
    refuseIf(refuseInflation(facts, this.#limits));
    this.#checksum = crc32(output, this.#checksum);
    this.#pending = output;
    this.#sent = 0;
    return true;
  }

  #refuseProblem(problem: InflateProblem): never {
    refuse({
      code: problem === "truncated" ? "truncated_file" : "corrupt_file",
      detail: "The compressed data of an entry cannot be read.",
      at: { entry: quoteEntry(this.#entry.name) },
    });
  }

  #refuseUnproven(): void {
    const { name, size, crc32: declared } = this.#entry;
    if (this.#outputBytes === size && this.#checksum === declared) return;
    refuse({
      code: "corrupt_file",
      detail: "The content of an entry does not match its size or checksum.",
      at: { entry: quoteEntry(name) },
    });
  }
}
