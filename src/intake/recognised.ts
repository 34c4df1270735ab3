// Names content that is not read here, so that the refusal can say what the file is. Magic
// numbers from the formats' own specifications.
import type { ContentFacts } from "../core/format.ts";

interface Magic {
  what: string;
  /** Latin-1 text of the bytes. */
  bytes: string;
  offset?: number;
  /** True when what follows is text as well, so that the text itself must be asked. */
  isText?: true;
}

const MAGIC_NUMBERS: readonly Magic[] = [
  { what: "a PNG image", bytes: "\x89PNG\r\n\x1a\n" },
  { what: "a JPEG image", bytes: "\xff\xd8\xff" },
  { what: "a GIF image", bytes: "GIF8" },
  { what: "a TIFF image", bytes: "II*\0" },
  { what: "a TIFF image", bytes: "MM\0*" },
  { what: "a WebP image", bytes: "WEBP", offset: 8 },
  { what: "an HEIC image or MPEG-4 video", bytes: "ftyp", offset: 4 },
  { what: "a gzip archive inside of another one", bytes: "\x1f\x8b" },
  { what: "a 7-Zip archive", bytes: "7z\xbc\xaf\x27\x1c" },
  { what: "a RAR archive", bytes: "Rar!\x1a\x07" },
  { what: "a bzip2 archive", bytes: "BZh" },
  { what: "an xz archive", bytes: "\xfd7zXZ\0" },
  { what: "a Zstandard archive", bytes: "\x28\xb5\x2f\xfd" },
  { what: "a tar archive", bytes: "ustar", offset: 257 },
  { what: "an empty ZIP archive", bytes: "PK\x05\x06" },
  { what: "a Windows program", bytes: "MZ" },
  { what: "a Linux program", bytes: "\x7fELF" },
  { what: "a SQLite database", bytes: "SQLite format 3\0" },
  { what: "a Parquet file", bytes: "PAR1" },
  { what: "an Arrow file", bytes: "ARROW1" },
  { what: "an RTF document", bytes: "{\\rtf", isText: true },
  { what: "a PostScript document", bytes: "%!PS", isText: true },
  { what: "UTF-32 text (save it as UTF-8)", bytes: "\xff\xfe\0\0" },
  { what: "UTF-32 text (save it as UTF-8)", bytes: "\0\0\xfe\xff" },
];

/** Names of files that are read here when they come by themselves; .txt is most often a note. */
const TABLE_NAME = /\.(xlsx|xlsm|xlsb|xls|ods|fods|csv|tsv|pdf|ofx|qbo|qfx|iif)$/i;

const PRINTABLE = /^[\x20-\x7e]*$/;

const MARKUP: readonly { what: string; pattern: RegExp }[] = [
  {
    what: "an HTML page",
    // Reports of ASP.NET that call themselves .xls begin with <style> or <div>.
    pattern: /^\s*(<!--[^]*?-->\s*)?<(!doctype html|html|head|body|table|meta|style|div)[\s>]/i,
  },
  { what: "an XML document", pattern: /^\s*<\?xml\s/i },
];

/** @returns what the content is, as the end of the sentence "The file is …", or null. */
export function recogniseBinary(facts: ContentFacts): string | null {
  if (facts.zipMimetype?.startsWith("application/vnd.oasis.opendocument.")) {
    return `an OpenDocument file of another kind (${facts.zipMimetype.slice(0, 80)})`;
  }
  if (facts.zipEntries !== null) {
    const has = (folder: string) =>
      facts.zipEntries?.some((name) => name.startsWith(folder)) ?? false;
    if (has("word/")) return "a Word document";
    if (has("ppt/")) return "a PowerPoint presentation";
    const ends = (pattern: RegExp) => facts.zipEntries?.some((name) => pattern.test(name)) ?? false;
    if (ends(/\.(iwa|apxl|numbers)$/i)) return "an Apple Numbers, Pages or Keynote document";
    if (ends(TABLE_NAME)) return "a ZIP archive; unpack it and upload the files that are in it";
    return "a ZIP archive without a workbook in it";
  }
  if (facts.cfbStreams !== null) {
    const has = (stream: string) => facts.cfbStreams?.includes(stream) ?? false;
    if (has("WordDocument")) return "a Word 97-2003 document";
    if (has("PowerPoint Document")) return "a PowerPoint 97-2003 presentation";
    return "a compound file (MS-CFB) without a workbook in it";
  }
  return magicOf(facts.head, MAGIC_NUMBERS);
}

/** @returns the same for content that is text, and that no table of text begins like. */
export function recogniseText(text: string, head: Uint8Array): string | null {
  // Excel saves a "single file web page" under the name .xls as well.
  if (/^\s*MIME-Version:/i.test(text)) return "a web archive (MHTML)";
  if (/^\s*</.test(text)) return MARKUP.find(({ pattern }) => pattern.test(text))?.what ?? null;
  // Letters alone prove nothing there: a list of countries may begin with MZ, and is no program.
  return magicOf(
    head,
    MAGIC_NUMBERS.filter(({ bytes, isText }) => isText || !PRINTABLE.test(bytes)),
  );
}

/** JSON that no name claims to be delimited text. */
export function looksLikeJson(text: string): boolean {
  return /^\s*(\{\s*"|\[\s*[[{"\d])/.test(text);
}

function magicOf(head: Uint8Array, magics: readonly Magic[]): string | null {
  return magics.find(({ bytes, offset = 0 }) => startsWith(head, bytes, offset))?.what ?? null;
}

function startsWith(head: Uint8Array, bytes: string, offset: number): boolean {
  for (let i = 0; i < bytes.length; i++) {
    if (head[offset + i] !== bytes.charCodeAt(i)) return false;
  }
  return true;
}
