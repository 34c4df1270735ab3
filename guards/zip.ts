// Refuses ZIP containers that are unsafe to open: bombs, smuggled entries, names that escape.
// Facts in, verdict out; the bytes are read by src/codecs/zip.ts.
import type { ParseFailure } from "../src/core/failure.ts";
import type { ParseLimits } from "../src/core/limits.ts";

/** Part names are quoted in failures; a hostile one may have 65 535 bytes. */
const MAX_QUOTED_NAME_CHARACTERS = 255;
const ENCRYPTED_FLAG = 0x0001;
/** Sizes and checksum stand behind the data. */
const DESCRIPTOR_FLAG = 0x0008;
const STORED = 0;
const DEFLATED = 8;

/** The name of a part as failures quote it. */
export function quoteEntry(name: string): string {
  return name.slice(0, MAX_QUOTED_NAME_CHARACTERS);
}

/** One spelling for each part: OPC part names are equal without regard to case (ECMA-376-2 §6.2.2.3). */
export function entryKey(name: string): string {
  return name.replaceAll("\\", "/").toLowerCase();
}

/** Refuses a directory of too many entries: each costs memory before one is opened. */
export function refuseEntryCount(found: number, limits: ParseLimits): ParseFailure | null {
  if (found <= limits.zipEntries) return null;
  return {
    code: "expansion_limit",
    detail: `The container has ${found} entries; ${limits.zipEntries} are allowed.`,
    limit: { name: "zip_entries", max: limits.zipEntries, found },
  };
}

/** Refuses a directory of long names: all of them are held. */
export function refuseDirectorySize(found: number, limits: ParseLimits): ParseFailure | null {
  if (found <= limits.zipDirectoryBytes) return null;
  return {
    code: "expansion_limit",
    detail: `The directory of the container has ${found} bytes; ${limits.zipDirectoryBytes} are allowed.`,
    limit: { name: "zip_directory_bytes", max: limits.zipDirectoryBytes, found },
  };
}

/** Refuses an end that can be read in two ways. */
export function refuseInconsistentEnd(isConsistent: boolean): ParseFailure | null {
  if (isConsistent) return null;
  return {
    code: "archive_unsafe",
    detail: "The end of the container names another place or size of its directory than it has.",
  };
}

/** Refuses names that mean a place outside the container, or different places to different readers. */
export function refuseEntryName(name: string): ParseFailure | null {
  const key = entryKey(name);
  const isUnsafe =
    key.startsWith("/") ||
    /^[a-z]:/.test(key) ||
    key.includes("\0") ||
    key.split("/").includes("..");
  if (!isUnsafe) return null;
  return {
    code: "archive_unsafe",
    detail: "An entry has an absolute name, a name with `..`, or a name with a NUL.",
    at: { entry: quoteEntry(name) },
  };
}

/** Refuses two entries of one name: which of them is meant depends on the reader. */
export function refuseDuplicateNames(names: readonly string[]): ParseFailure | null {
  const seen = new Set<string>();
  for (const name of names) {
    const key = entryKey(name);
    if (seen.has(key)) {
      return {
        code: "archive_unsafe",
        detail: "Two entries have the same name.",
        at: { entry: quoteEntry(name) },
      };
    }
    seen.add(key);
  }
  return null;
}

/** Where something lies in the file, in bytes; `end` is exclusive. */
export interface ZipSpan {
  name: string;
  start: number;
  end: number;
}

/**
 * Refuses entries that share bytes with each other or with the directory: the core of bombs that
 * need no nesting. Source: D. Fifield, "A better zip bomb" (WOOT 2019).
 */
export function refuseOverlap(spans: readonly ZipSpan[]): ParseFailure | null {
  const sorted = spans.toSorted((a, b) => a.start - b.start || a.end - b.end);
  let end = 0;
  for (const span of sorted) {
    if (span.start < end) {
      return {
        code: "archive_unsafe",
        detail: "Two entries share bytes of the file.",
        at: { entry: quoteEntry(span.name), byte: span.start },
      };
    }
    end = span.end;
  }
  return null;
}

/** What a header of an entry says. */
export interface ZipHeaderFacts {
  name: string;
  flags: number;
  method: number;
  crc32: number;
  compressedSize: number;
  size: number;
}

type ZipSizeFacts = Pick<ZipHeaderFacts, "crc32" | "compressedSize" | "size">;
const SIZE_FIELDS = ["crc32", "compressedSize", "size"] as const;

/** Refuses an entry whose two headers differ in name, method, encryption, sizes or checksum. */
export function refuseHeaderMismatch(
  central: ZipHeaderFacts,
  local: ZipHeaderFacts,
): ParseFailure | null {
  // A writer that streams does not know them yet; some writers know one and leave out the others.
  const mayBeAbsent = (local.flags & DESCRIPTOR_FLAG) !== 0;
  const isSame =
    entryKey(central.name) === entryKey(local.name) &&
    central.method === local.method &&
    (central.flags & ENCRYPTED_FLAG) === (local.flags & ENCRYPTED_FLAG) &&
    SIZE_FIELDS.every(
      (field) => local[field] === central[field] || (mayBeAbsent && local[field] === 0),
    );
  if (isSame) return null;
  return {
    code: "archive_unsafe",
    detail: "The directory and the header in front of the data describe an entry differently.",
    at: { entry: quoteEntry(central.name) },
  };
}

/** Refuses an entry behind whose data other figures stand; @param readings what they may mean. */
export function refuseDescriptorMismatch(
  central: ZipHeaderFacts,
  readings: readonly ZipSizeFacts[],
): ParseFailure | null {
  const isSame = (reading: ZipSizeFacts) =>
    SIZE_FIELDS.every((field) => reading[field] === central[field]);
  if (readings.length === 0 || readings.some(isSame)) return null;
  return {
    code: "archive_unsafe",
    detail: "The directory and the descriptor behind the data describe an entry differently.",
    at: { entry: quoteEntry(central.name) },
  };
}

/** Refuses to open an entry that is encrypted or packed by a method other than deflate. */
export function refuseEntryKind(entry: {
  name: string;
  flags: number;
  method: number;
}): ParseFailure | null {
  const at = { entry: quoteEntry(entry.name) };
  if ((entry.flags & ENCRYPTED_FLAG) !== 0) {
    return { code: "encrypted_file", detail: "An entry of the container is encrypted.", at };
  }
  if (entry.method === STORED || entry.method === DEFLATED) return null;
  return {
    code: "unsupported_feature",
    detail: `An entry is compressed by method ${entry.method}; only stored and deflated are read.`,
    at,
  };
}

/** What has come out of a container so far, in bytes. */
export interface InflateFacts {
  name: string;
  /** Size of the open entry as its directory declares it. */
  declared: number;
  /** Output of the open entry. */
  entryOutput: number;
  /** Output and compressed input of all entries. */
  output: number;
  input: number;
}

/** Refuses output beyond the declared size, the budget of the file, or the allowed ratio. */
export function refuseInflation(facts: InflateFacts, limits: ParseLimits): ParseFailure | null {
  const at = { entry: quoteEntry(facts.name) };
  if (facts.entryOutput > facts.declared) {
    return {
      code: "archive_unsafe",
      detail: `An entry unpacks to at least ${facts.entryOutput} bytes; it declares ${facts.declared}.`,
      limit: { name: "declared_bytes", max: facts.declared, found: facts.entryOutput },
      at,
    };
  }
  if (facts.output > limits.inflatedBytes) {
    return {
      code: "expansion_limit",
      detail: `The container unpacks to at least ${facts.output} bytes; ${limits.inflatedBytes} are allowed.`,
      limit: { name: "inflated_bytes", max: limits.inflatedBytes, found: facts.output },
      at,
    };
  }
  const ratio = Math.ceil(facts.output / Math.max(1, facts.input));
  if (facts.output > limits.inflateRatioFreeBytes && ratio > limits.inflateRatio) {
    return {
      code: "expansion_limit",
      detail: `${facts.input} packed bytes unpack to ${facts.output}: more than ${limits.inflateRatio} to 1.`,
      limit: { name: "inflate_ratio", max: limits.inflateRatio, found: ratio },
      at,
    };
  }
  return null;
}

const PADDING_BYTES = new Set([0x00, 0x09, 0x0a, 0x0d, 0x1a, 0x20]);

/**
 * Refuses anything but padding after the end of the container: a second archive or a script may
 * hide there. Padding is let through, since mail gateways and block devices leave it.
 */
export function refuseTrailingBytes(trailing: Uint8Array): ParseFailure | null {
  if (trailing.every((byte) => PADDING_BYTES.has(byte))) return null;
  return {
    code: "archive_unsafe",
    detail: `${trailing.length} bytes follow the end of the container.`,
  };
}
