// The query parameters of a parse. Anything unknown or unreadable is refused by name: an option
// that is silently ignored changes what the caller believes of the rows.
import { refuse } from "../core/failure.ts";
import { DEFAULT_PARSE_OPTIONS, type PageRange, type ParseOptions } from "../core/format.ts";
import { FORMAT_IDS, isFormatId, type FormatId } from "../formats/registry.ts";

export interface RequestOptions {
  parse: ParseOptions;
  format: FormatId | null;
  filename: string | null;
  /** True when the answer is held back to its end. */
  waitsForEnd: boolean;
}

/** Longer lists of pages than any document needs. */
const MAX_PAGES_CHARACTERS = 4_000;

type Readers = Record<string, (value: string, options: RequestOptions) => string | null>;

/** Each sets its option, or returns what the parameter takes. */
const READERS: Readers = {
  format: (value, options) => {
    const id = value.toLowerCase();
    if (id !== "auto" && !isFormatId(id)) return `auto, ${FORMAT_IDS.join(", ")}`;
    options.format = id === "auto" ? null : id;
    return null;
  },
  filename: (value, options) => {
    options.filename = value === "" ? null : value;
    return null;
  },
  sheet: (value, options) => {
    if (value === "") return "a sheet name, a number counted from 1, or all";
    options.parse.sheet = value;
    return null;
  },
  header: (value, options) => {
    const row = positiveInteger(value);
    if (value !== "auto" && value !== "none" && row === null)
      return "auto, none, or a row number counted from 1";
    options.parse.header = value === "auto" || value === "none" ? value : (row ?? "auto");
    return null;
  },
  delimiter: (value, options) => {
    const character = value === "\\t" || value.toLowerCase() === "tab" ? "\t" : value;
    if (character.length !== 1 || /["\r\n\ufeff]/.test(character)) return "one character, or tab";
    options.parse.delimiter = character;
    return null;
  },
  encoding: (value, options) => {
    if (!isKnownEncoding(value))
      return "a label of the WHATWG Encoding Standard, such as utf-8 or windows-1252";
    options.parse.encoding = value;
    return null;
  },
  max_rows: (value, options) => {
    const rows = positiveInteger(value);
    if (rows === null) return "a whole number from 1";
    options.parse.maxRows = rows;
    return null;
  },
  strict: (value, options) => {
    if (value !== "0" && value !== "1") return "0 or 1";
    options.parse.strict = value === "1";
    return null;
  },
  types: (value, options) => {
    if (value !== "native" && value !== "typed") return "native or typed";
    options.parse.types = value;
    return null;
  },
  pages: (value, options) => {
    const ranges = readPageRanges(value);
    if (ranges === null) return "page numbers and ranges, such as 1,3-5 or 2-";
    options.parse.pages = ranges;
    return null;
  },
  min_confidence: (value, options) => {
    if (!/^(?:0|1|0?\.\d{1,6}|1\.0{1,6})$/.test(value)) return "a number from 0 to 1";
    options.parse.minConfidence = Number(value);
    return null;
  },
  unmask: (value, options) => {
    if (value !== "0" && value !== "1") return "0 or 1";
    options.parse.unmask = value === "1";
    return null;
  },
  wait: (value, options) => {
    if (value !== "end") return "end";
    options.waitsForEnd = true;
    return null;
  },
};

/** Fails with: `invalid_option`, naming the parameter and what it takes. */
export function readOptions(query: URLSearchParams): RequestOptions {
  const options: RequestOptions = {
    parse: { ...DEFAULT_PARSE_OPTIONS },
    format: null,
    filename: null,
    waitsForEnd: false,
  };
  const seen = new Set<string>();
  for (const [name, value] of query) {
    const read = Object.hasOwn(READERS, name) ? READERS[name] : undefined;
    if (read === undefined) {
      refuse({
        code: "invalid_option",
        detail: `There is no option of that name; there are ${Object.keys(READERS).join(", ")}.`,
      });
    }
    if (seen.has(name))
      refuse({ code: "invalid_option", detail: `The option ${name} is given twice.` });
    seen.add(name);
    const takes = read(value, options);
    if (takes !== null)
      refuse({ code: "invalid_option", detail: `The option ${name} takes ${takes}.` });
  }
  return options;
}

/** @returns null when the text is no list of pages. */
function readPageRanges(text: string): PageRange[] | null {
  if (text.length > MAX_PAGES_CHARACTERS) return null;
  const ranges: PageRange[] = [];
  for (const part of text.split(",")) {
    const match = /^([1-9]\d{0,6})(-([1-9]\d{0,6})?)?$/.exec(part.trim());
    if (match === null) return null;
    const first = Number(match[1]);
    const last = match[2] === undefined ? first : match[3] === undefined ? null : Number(match[3]);
    if (last !== null && last < first) return null;
    ranges.push({ first, last });
  }
  return ranges;
}

function positiveInteger(text: string): number | null {
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : null;
}

function isKnownEncoding(label: string): boolean {
  try {
    return new TextDecoder(label).encoding !== "";
  } catch {
    return false;
  }
}
