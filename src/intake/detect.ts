// Chooses the format of an upload: content first, then the name, then the media type. A pure
// decision over facts; `?format=` is handled here too.
import type { Confidence, ContentFacts } from "../core/format.ts";
import type { ParseFailure } from "../core/failure.ts";
import type { FileRecord, Warning } from "../core/records.ts";
import { FORMATS, type FormatId } from "../formats/registry.ts";
import { looksLikeJson, recogniseBinary, recogniseText } from "./recognised.ts";

export type RegisteredFormat = (typeof FORMATS)[number];

/** What the caller says the file is. */
export interface Declaration {
  /** Lower-case with the dot, or null. */
  extension: string | null;
  /** Lower-case without parameters, or null. */
  mediaType: string | null;
  /** `?format=`. */
  format: FormatId | null;
}

export interface Detection {
  format: RegisteredFormat;
  detectedBy: FileRecord["detectedBy"];
  warning: Warning | null;
}

const RANK: Readonly<Record<Confidence, number>> = { high: 3, medium: 2, low: 1 };

/** Media types that programs put on files of other kinds as well: they decide nothing and prove no clash. */
const VAGUE_MEDIA_TYPES = new Set(["text/plain", "application/vnd.ms-excel"]);

/**
 * @param isWhole false while only the head of a container is known: then null asks for the rest.
 * @returns the choice, a refusal that says what the file is, or null.
 */
export function detectFormat(
  facts: ContentFacts,
  declared: Declaration,
  isWhole: boolean,
): Detection | ParseFailure | null {
  const candidates = FORMATS.map((format) => ({ format, confidence: format.signature(facts) }));
  const certain = candidates
    .filter(({ confidence }) => confidence === "high")
    .map(({ format }) => format);

  if (declared.format !== null) {
    const format = FORMATS.find(({ id }) => id === declared.format);
    if (format !== undefined)
      return { format, detectedBy: "option", warning: clash(format, certain) };
  }
  if (certain.length > 0) return choose(certain, declared, "content");

  if (facts.zipEntries !== null || facts.cfbStreams !== null) {
    return isWhole ? detectInContainer(facts, declared, candidates) : null;
  }
  const what = facts.text === null ? recogniseBinary(facts) : recogniseText(facts.text, facts.head);
  if (facts.text === null || what !== null) {
    return unsupported(what ?? "binary data of a kind that is not known here");
  }
  const possible = candidates.filter(({ confidence }) => confidence !== null);
  const isNamed = possible.some(({ format }) => matchesName(format, declared));
  if (!isNamed && looksLikeJson(facts.text)) return unsupported("a JSON document");
  const best = Math.max(...possible.map(({ confidence }) => RANK[confidence ?? "low"]));
  const likeliest = possible.find(({ confidence }) => RANK[confidence ?? "low"] === best);
  return choose(
    possible.map(({ format }) => format),
    declared,
    likeliest?.format ?? "content",
  );
}

function detectInContainer(
  facts: ContentFacts,
  declared: Declaration,
  candidates: readonly { format: RegisteredFormat; confidence: Confidence | null }[],
): Detection | ParseFailure {
  const possible = candidates
    .filter(({ confidence }) => confidence !== null)
    .map(({ format }) => format);
  if (possible.length > 0) return choose(possible, declared, "content");
  // A directory that cannot be read names nothing: the format of the name reports the damage.
  const isUnreadable = (facts.zipEntries ?? facts.cfbStreams ?? []).length === 0;
  const named = FORMATS.find(
    (format) => format.access === "buffer" && matchesName(format, declared),
  );
  if (isUnreadable && named !== undefined)
    return { format: named, detectedBy: "name", warning: null };
  return unsupported(recogniseBinary(facts) ?? "a container of a kind that is not known here");
}

/** @param fallback the format to take when neither name nor media type decides; `content` takes the first. */
function choose(
  possible: readonly RegisteredFormat[],
  declared: Declaration,
  fallback: RegisteredFormat | "content",
): Detection {
  const byName = possible.find((format) => matchesName(format, declared));
  const byType = possible.find((format) => matchesMediaType(format, declared));
  const format = byName ?? byType ?? (fallback === "content" ? possible[0] : fallback);
  if (format === undefined) throw new Error("no format to choose from");
  const isByContent = fallback === "content" || (byName ?? byType) === undefined;
  return {
    format,
    detectedBy: isByContent ? "content" : byName === undefined ? "media_type" : "name",
    warning: mismatch(format, declared),
  };
}

function matchesName(format: RegisteredFormat, declared: Declaration): boolean {
  return (
    declared.extension !== null &&
    (format.extensions as readonly string[]).includes(declared.extension)
  );
}

function matchesMediaType(format: RegisteredFormat, { mediaType }: Declaration): boolean {
  if (mediaType === null || VAGUE_MEDIA_TYPES.has(mediaType)) return false;
  return (format.mediaTypes as readonly string[]).includes(mediaType);
}

function mismatch(format: RegisteredFormat, declared: Declaration): Warning | null {
  if (matchesName(format, declared)) return null;
  const named = FORMATS.find((other) => matchesName(other, declared));
  if (named !== undefined) {
    return {
      code: "type_mismatch",
      message: `The name says ${named.id}, the content is ${format.id}; it is read as ${format.id}.`,
    };
  }
  if (declared.extension !== null || matchesMediaType(format, declared)) return null;
  const typed = FORMATS.find((other) => matchesMediaType(other, declared));
  if (typed === undefined) return null;
  return {
    code: "type_mismatch",
    message: `The media type says ${typed.id}, the content is ${format.id}; it is read as ${format.id}.`,
  };
}

function clash(format: RegisteredFormat, certain: readonly RegisteredFormat[]): Warning | null {
  const [other] = certain;
  if (other === undefined || certain.includes(format)) return null;
  return {
    code: "type_mismatch",
    message: `The content looks like ${other.id}; it is read as ${format.id}, as asked.`,
  };
}

function unsupported(what: string): ParseFailure {
  return { code: "unsupported_type", detail: `The file is ${what}.` };
}
