// Inflates the streams of a document before pdf.js does, which knows no ceiling: counts what comes
// out of them, and what it would make of it. Pictures are left out: they are not decoded. Streams of
// encrypted documents do not inflate here, and are not counted.
// Source: ISO 32000-1 7.3.8 (streams), 7.4.4 (Flate).
import { createInflater } from "../../codecs/zip-inflater.ts";
import type { ParseFailure } from "../../core/failure.ts";
import { STREAM_LIMITS } from "../../../guards/pages.ts";
import { ContentScan } from "./content-scan.ts";

const STREAM = new TextEncoder().encode("stream");
const END_STREAM = new TextEncoder().encode("endstream");
const ZLIB_HEADER_BYTES = 2;
/** Dictionaries of streams are short; a long one is looked at from its end. */
const DICTIONARY_BYTES = 2_048;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const LETTER_D = 0x64;
/** Content of pages is packed to a tenth or a twentieth. */
const BOMB_RATIO = 200;
/** Streams in streams. */
const MAX_LAYERS = 4;
const IMAGE = /\/Subtype\s*\/Image(?![A-Za-z])/u;
/** Entries of streams that are neither content nor maps: fonts, profiles, objects, references. */
const DATA = /\/Length[123]\b|\/Type\s*\/(?:ObjStm|XRef|Metadata)|\/N\s+\d|\/Subtype\s*\/(?!Form)/u;

export interface CheckedStreams {
  /** Why the document must not be read, or null. */
  failure: ParseFailure | null;
  hasPictures: boolean;
}

/** @param bytes of the whole file. */
export async function checkStreams(bytes: Uint8Array): Promise<CheckedStreams> {
  let total = 0;
  let hasPictures = false;
  for (let at = find(bytes, STREAM, 0); at !== -1;) {
    const start = startOfData(bytes, at);
    if (start === null) {
      at = find(bytes, STREAM, at + 1);
      continue;
    }
    const found = find(bytes, END_STREAM, start);
    const end = found === -1 ? bytes.length : found;
    const dictionary = dictionaryBefore(bytes, at);
    if (IMAGE.test(dictionary)) {
      hasPictures = true;
    } else {
      const isContent = !DATA.test(dictionary);
      const checked = await checkStream(bytes.subarray(start, end), isContent, start);
      if (typeof checked !== "number") return { failure: checked, hasPictures };
      total += checked;
      if (total > STREAM_LIMITS.totalBytes) {
        const failure = tooLarge("inflated_bytes", total, STREAM_LIMITS.totalBytes, start);
        return { failure, hasPictures };
      }
    }
    at = find(bytes, STREAM, end + END_STREAM.length);
  }
  return { failure: null, hasPictures };
}

/** @returns where the data behind a keyword begins; null where the word is none. */
function startOfData(bytes: Uint8Array, at: number): number | null {
  if (bytes[at - 1] === LETTER_D) return null;
  const next = at + STREAM.length;
  if (bytes[next] === LINE_FEED) return next + 1;
  if (bytes[next] !== CARRIAGE_RETURN) return null;
  return bytes[next + 1] === LINE_FEED ? next + 2 : next + 1;
}

function dictionaryBefore(bytes: Uint8Array, at: number): string {
  const text = new TextDecoder("latin1").decode(
    bytes.subarray(Math.max(0, at - DICTIONARY_BYTES), at),
  );
  const own = text.slice(text.lastIndexOf(" obj") + 1);
  return own.replaceAll(/#([0-9a-f]{2})/giu, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}

/** @returns bytes that came out, or why they are too many. */
async function checkStream(
  data: Uint8Array,
  isContent: boolean,
  at: number,
): Promise<number | ParseFailure> {
  const max = isContent ? STREAM_LIMITS.contentBytes : STREAM_LIMITS.dataBytes;
  let layer = data;
  let total = 0;
  for (let depth = 0; depth <= MAX_LAYERS; depth += 1) {
    if (!isZlib(layer)) return (isContent ? scan([layer], at) : null) ?? total;
    const pieces: Uint8Array[] = [];
    const size = await inflate(layer, max, pieces);
    if (size > max) {
      // Drawings are long; bombs are long out of nothing.
      const isDrawing = isContent && size < layer.length * BOMB_RATIO;
      const refuseSize = isDrawing ? tooMany : tooLarge;
      return refuseSize(isContent ? "content_bytes" : "stream_bytes", size, max, at);
    }
    total += size;
    const [first] = pieces;
    if (first === undefined || !isZlib(first)) {
      const failure = isContent ? scan(pieces, at) : null;
      return failure ?? total;
    }
    layer = join(pieces, size);
  }
  return tooLarge("stream_layers", MAX_LAYERS + 1, MAX_LAYERS, at);
}

function isZlib(data: Uint8Array): boolean {
  const [method = 0, flags = 0] = data;
  return (method & 0x0f) === 8 && method >> 4 <= 7 && (method * 256 + flags) % 31 === 0;
}

/** Damaged streams end where the damage is, as they do for pdf.js. */
async function inflate(data: Uint8Array, max: number, pieces: Uint8Array[]): Promise<number> {
  const inflater = createInflater(data.subarray(ZLIB_HEADER_BYTES), max);
  let size = 0;
  while (size <= max) {
    const piece = await inflater.next();
    if (!(piece instanceof Uint8Array)) break;
    size += piece.length;
    pieces.push(piece.slice());
  }
  return size;
}

function join(pieces: readonly Uint8Array[], size: number): Uint8Array {
  const joined = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    joined.set(piece, at);
    at += piece.length;
  }
  return joined;
}

function scan(pieces: readonly Uint8Array[], at: number): ParseFailure | null {
  const content = new ContentScan();
  for (const piece of pieces) content.push(piece);
  const { letters, deepest, mappedCodes } = STREAM_LIMITS;
  if (content.letters > letters) return tooMany("content_letters", content.letters, letters, at);
  if (content.deepest > deepest) return tooMany("saved_states", content.deepest, deepest, at);
  if (content.mappedCodes > mappedCodes)
    return tooLarge("mapped_codes", content.mappedCodes, mappedCodes, at);
  return null;
}

function tooLarge(name: string, found: number, max: number, byte: number): ParseFailure {
  return {
    code: "expansion_limit",
    detail: `A stream of the document unpacks to at least ${found}; ${max} are allowed.`,
    at: { byte },
    limit: { name, max, found },
  };
}

function tooMany(name: string, found: number, max: number, byte: number): ParseFailure {
  return {
    code: "operations_exceeded",
    detail: `A stream of the document holds ${Math.round(found)} of what ${max} are allowed of.`,
    at: { byte },
    limit: { name, max, found: Math.round(found) },
  };
}

function find(bytes: Uint8Array, word: Uint8Array, from: number): number {
  const [first = 0] = word;
  for (let at = bytes.indexOf(first, from); at !== -1; at = bytes.indexOf(first, at + 1)) {
    let length = 1;
    while (length < word.length && bytes[at + length] === word[length]) length += 1;
    if (length === word.length) return at;
  }
  return -1;
}
