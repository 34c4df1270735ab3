// What a format is to the rest of the service. Formats declare themselves with `defineFormat`;
// formats/registry.ts lists them.
import type { ByteSource } from "./byte-source.ts";
import type { ParseLimits } from "./limits.ts";
import type { RowSink } from "./records.ts";

/** What is known of an upload's content when its format is chosen. */
export interface ContentFacts {
  /** The first bytes of the file, 64 KiB at most. */
  head: Uint8Array;
  /** The head as text without a byte order mark, or null when it is not text. Not exact near its end. */
  text: string | null;
  /** Entry names when it is a ZIP container, as far as they are known; null when it is none. */
  zipEntries: readonly string[] | null;
  /** Content of a leading stored entry named `mimetype` (OpenDocument), if there is one. */
  zipMimetype: string | null;
  /** Stream names when it is a compound file (MS-CFB); null when it is none. */
  cfbStreams: readonly string[] | null;
}

/** How sure a signature is: a magic number, a structure that fits, or nothing against it. */
export type Confidence = "high" | "medium" | "low";

export interface FormatDescriptor<Id extends string = string> {
  /** Lower-case; also the KV flag `FORMAT_<ID>_ENABLED`, metric label and folder name. */
  id: Id;
  title: string;
  extensions: readonly string[];
  mediaTypes: readonly string[];
  specification: string;
  /** Raised when the rows of an unchanged file may come out differently; `parser` is `<id>/<version>`. */
  version: number;
  /** `stream`: read once while it arrives. `buffer`: held in memory whole, for random access. */
  access: "stream" | "buffer";
  /** Largest upload in bytes. */
  maxBodyBytes: number;
  signature: (facts: ContentFacts) => Confidence | null;
  rollout: {
    /** Tiers that may use it while `FORMAT_<ID>_TIERS` is absent. */
    tiers: readonly string[];
  };
  /** Null while the format is recognised and governed, but not read yet. */
  loadParser: (() => Promise<{ parse: FormatParser }>) | null;
}

export function defineFormat<const Id extends string>(
  descriptor: FormatDescriptor<Id>,
): Readonly<FormatDescriptor<Id>> {
  return Object.freeze(descriptor);
}

/** Pages from `first` to `last`, 1-based, both included; to the end where `last` is null. */
export interface PageRange {
  first: number;
  last: number | null;
}

export interface ParseOptions {
  /** Sheet name, 1-based index, or `all`. */
  sheet: string;
  /** `auto`, `none`, or the 1-based row of the header. */
  header: "auto" | "none" | number;
  /** One character, or null to find it. */
  delimiter: string | null;
  /** WHATWG label, or null to find it. */
  encoding: string | null;
  /** Row records per file, or null for all. */
  maxRows: number | null;
  /** Refuse where a warning would do. */
  strict: boolean;
  types: "native" | "typed";
  /** Pages of a document, or null for all. */
  pages: readonly PageRange[] | null;
  /** What the confidence of a document's tables must reach, 0 to 1; null for the default. */
  minConfidence: number | null;
  /** Account numbers come whole, for callers who may see them. */
  unmask: boolean;
}

/** What holds where a caller asks for nothing. */
export const DEFAULT_PARSE_OPTIONS: Readonly<ParseOptions> = {
  sheet: "all",
  header: "auto",
  delimiter: null,
  encoding: null,
  maxRows: null,
  strict: false,
  types: "native",
  pages: null,
  minConfidence: null,
  unmask: false,
};

export interface ParseContext {
  options: ParseOptions;
  limits: ParseLimits;
  /** The declared file extension (`.tsv`) or null: a prior, never a decision. */
  extension: string | null;
  /** True when the parse has to end early: return at once. Ask in every loop over untrusted counts. */
  shouldStop(): boolean;
}

/** An upload as a parser gets it: streamed, or whole when the descriptor says `buffer`. */
export type ParserInput =
  | { access: "stream"; source: ByteSource }
  | { access: "buffer"; bytes: Uint8Array };

/**
 * Reads one upload and pushes tables, rows and warnings into `sink`. Never sees HTTP, KV or a clock.
 * Expected failures are thrown as `Refusal`; anything else that is thrown is a bug of the parser.
 */
export type FormatParser = (
  input: ParserInput,
  sink: RowSink,
  context: ParseContext,
) => Promise<void>;
