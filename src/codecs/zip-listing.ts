// Names the entries of a ZIP for the choice of a format, before anything is judged or opened.
import { MIB } from "../core/units.ts";
import {
  findZipEnds,
  readLocalHeader,
  readZipEntries,
  startsWithLocalHeader,
} from "./zip-directory.ts";

/** What the detection of a format looks at. */
export interface ZipListing {
  /** Entry names as written, in their order in the file. */
  names: string[];
  /** Content of a leading stored entry `mimetype` (OpenDocument part 2 §3.3), or null. */
  mimetype: string | null;
}

/** Far above any workbook; a listing is for recognition only. */
const MAX_LISTED_ENTRIES = 10_000;
const MAX_LISTED_BYTES = 2 * MIB;
/** Media types are short; RFC 6838 allows 127 characters on each side of the slash. */
const MAX_MIMETYPE_BYTES = 255;
const DATA_DESCRIPTOR_FLAG = 0x0008;
const STORED = 0;

function leadingMimetype(bytes: Uint8Array, storedSize: number): string | null {
  const header = readLocalHeader(bytes, 0);
  if (header === null || header.name !== "mimetype" || header.method !== STORED) return null;
  if (storedSize === 0 || storedSize > MAX_MIMETYPE_BYTES) return null;
  const end = header.dataOffset + storedSize;
  if (!(end <= bytes.length)) return null;
  return new TextDecoder().decode(bytes.subarray(header.dataOffset, end)).trim();
}

/**
 * Lists the central directory of a whole upload. Refuses nothing.
 * @returns null when the file has no readable directory: no ZIP, cut, or damaged.
 */
export function listZipEntries(bytes: Uint8Array): ZipListing | null {
  const end = findZipEnds(bytes)[0];
  if (end === undefined) return null;
  const entries = readZipEntries(bytes, end, MAX_LISTED_ENTRIES, MAX_LISTED_BYTES);
  if (entries === null) return null;
  const first = entries.find((entry) => entry.headerOffset === 0);
  return {
    names: entries.map((entry) => entry.name),
    mimetype: leadingMimetype(bytes, first?.compressedSize ?? 0),
  };
}

/**
 * Lists the entries whose local headers lie in the first bytes of a stream, from the front up to
 * the first entry of unknown size. Refuses nothing; no names when it does not begin like a ZIP.
 */
export function peekZipEntries(head: Uint8Array): ZipListing {
  const names: string[] = [];
  if (!startsWithLocalHeader(head)) return { names, mimetype: null };
  const mimetype = leadingMimetype(head, readLocalHeader(head, 0)?.compressedSize ?? 0);
  let offset = 0;
  for (;;) {
    const header = readLocalHeader(head, offset);
    if (header === null) break;
    names.push(header.name);
    const size = header.compressedSize;
    if ((header.flags & DATA_DESCRIPTOR_FLAG) !== 0 && size === 0) break;
    offset = header.dataOffset + size;
  }
  return { names, mimetype };
}
