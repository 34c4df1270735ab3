// Chooses the encoding of a text upload on its first bytes and decodes the whole of it as a stream.
// No byte ever becomes U+FFFD: what is not UTF-8 is read as windows-1252 and said, or refused.
// Source: WHATWG Encoding; design rules for text (BOM, NUL statistics, strict UTF-8, windows-1252).
import { refuse } from "../core/failure.ts";
import { KIB } from "../core/units.ts";
import { countUtf8, incompleteTail, mendUtf8, sequenceLength, utf8From1252 } from "./utf8.ts";

export type EncodingConfidence = "bom" | "valid_utf8" | "ascii" | "fallback" | "option";

/** Bytes that the NUL statistics look at. */
const NUL_SAMPLE_BYTES = 4 * KIB;
/** Share of NUL among the even or odd bytes from which on text is taken as UTF-16. */
const UTF16_NUL_SHARE = 0.3;
/** Stray bytes for each UTF-8 sequence up to which a file is UTF-8 with damage, not windows-1252. */
const MAX_STRAYS_PER_SEQUENCE = 8;

/** A place where bytes that are not UTF-8 were read as windows-1252. */
export interface Mend {
  /** Offset in the file. */
  byte: number;
  /** Offset in the decoded text, in UTF-16 units since its start. */
  unit: number;
}

export interface TextDecodingOptions {
  /** WHATWG label, or null to find it. */
  encoding: string | null;
  strict: boolean;
  /** True when the sample is the whole file, so that a sequence cut off at its end is damage. */
  isWhole: boolean;
}

type Mode = "utf-8" | "windows-1252" | "utf-16le" | "utf-16be" | "other";

/**
 * Decodes one upload. The sample only chooses; all bytes, the sample's too, go through `decode`.
 * Fails with: `invalid_option` (unknown label), `undecodable_text` (UTF-32, a broken UTF-16 unit,
 * in strict mode any byte that is not UTF-8).
 */
export class StreamingTextDecoder {
  /** WHATWG name of the encoding, as far as the sample shows. */
  readonly label: string;
  readonly confidence: EncodingConfidence;
  readonly #strict: boolean;
  readonly #inner: TextDecoder;
  #mode: Mode;
  /** Whether a byte that is not UTF-8 turns the rest into windows-1252: nothing but ASCII so far. */
  #mayFallBack: boolean;
  #carry = new Uint8Array(0);
  /** File offset of the first byte of the carry. */
  #offset = 0;
  /** UTF-16 units decoded so far, without a byte order mark. */
  #units = 0;
  #hasBegun = false;
  #mends: Mend[] = [];

  constructor(sample: Uint8Array, options: TextDecodingOptions) {
    const choice = chooseEncoding(sample, options);
    this.label = choice.label;
    this.confidence = choice.confidence;
    this.#mode = modeOf(choice.label);
    this.#strict = options.strict;
    this.#mayFallBack = choice.confidence === "ascii";
    // Whatever is not one of the others is transcoded to UTF-8 first.
    const inner = this.#mode === "windows-1252" ? "utf-8" : choice.label;
    this.#inner = new TextDecoder(inner, { fatal: true, ignoreBOM: true });
  }

  /** @returns the text of `bytes`, less what a following call has to complete. */
  decode(bytes: Uint8Array): string {
    if (this.#mode === "windows-1252") return this.#take(this.#decode1252(bytes), bytes.length);
    if (this.#mode === "other") return this.#take(this.#decodeOther(bytes, true), bytes.length);
    const all = this.#carry.length === 0 ? bytes : concat(this.#carry, bytes);
    const tail = this.#mode === "utf-8" ? incompleteTail(all) : incompleteUnits(all, this.#mode);
    const whole = all.subarray(0, all.length - tail);
    this.#carry = all.slice(all.length - tail);
    const text = this.#mode === "utf-8" ? this.#decodeUtf8(whole) : this.#decodeUtf16(whole);
    return this.#take(text, whole.length);
  }

  /** @returns the rest of the text, once all bytes have been given. */
  end(): string {
    if (this.#mode === "other") return this.#take(this.#decodeOther(new Uint8Array(0), false), 0);
    const rest = this.#carry;
    this.#carry = new Uint8Array(0);
    if (rest.length === 0) return "";
    if (this.#mode === "utf-8") return this.#take(this.#decodeUtf8(rest), rest.length);
    return refuseText("The file ends within a UTF-16 character.", this.#offset);
  }

  /** @returns the places mended since the last call, in order. */
  takeMends(): Mend[] {
    const mends = this.#mends;
    if (mends.length > 0) this.#mends = [];
    return mends;
  }

  #take(text: string, bytes: number): string {
    this.#offset += bytes;
    if (text === "") return text;
    const begun = this.#hasBegun;
    this.#hasBegun = true;
    const kept = !begun && text.startsWith("\uFEFF") ? text.slice(1) : text;
    this.#units += kept.length;
    return kept;
  }

  #decodeUtf8(bytes: Uint8Array): string {
    try {
      const text = this.#inner.decode(bytes);
      if (text.length !== bytes.length) this.#mayFallBack = false;
      return text;
    } catch {
      return this.#decodeDamagedUtf8(bytes);
    }
  }

  #decodeDamagedUtf8(bytes: Uint8Array): string {
    let firstHigh = 0;
    while ((bytes[firstHigh] ?? 0x80) < 0x80) firstHigh += 1;
    const fallsBack = this.#mayFallBack && sequenceLength(bytes, firstHigh) <= 0;
    if (fallsBack) {
      this.#mode = "windows-1252";
      this.#mend(firstHigh, firstHigh);
      return this.#decode1252(bytes);
    }
    this.#mayFallBack = false;
    const { utf8, mends } = mendUtf8(bytes);
    // The mark at the very start is not part of the text that units are counted in.
    const mark =
      !this.#hasBegun && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 1 : 0;
    for (const { byte, unit } of mends) this.#mend(byte, unit - mark);
    return this.#inner.decode(utf8);
  }

  #mend(byte: number, unit: number): void {
    if (this.#strict)
      refuseText("The byte is not part of any UTF-8 sequence.", this.#offset + byte);
    this.#mends.push({ byte: this.#offset + byte, unit: this.#units + unit });
  }

  #decode1252(bytes: Uint8Array): string {
    return this.#inner.decode(utf8From1252(bytes));
  }

  #decodeUtf16(bytes: Uint8Array): string {
    try {
      return this.#inner.decode(bytes);
    } catch {
      const at = firstLoneSurrogate(bytes, this.#mode);
      return refuseText("A UTF-16 surrogate stands alone.", this.#offset + at);
    }
  }

  #decodeOther(bytes: Uint8Array, stream: boolean): string {
    try {
      return this.#inner.decode(bytes, { stream });
    } catch {
      return refuseText(`The file is not valid ${this.label}.`, null);
    }
  }
}

function chooseEncoding(
  sample: Uint8Array,
  { encoding, isWhole }: TextDecodingOptions,
): { label: string; confidence: EncodingConfidence } {
  if (encoding !== null) return { label: resolveLabel(encoding), confidence: "option" };
  const [a, b, c, d] = sample;
  const isUtf32 =
    (a === 0xff && b === 0xfe && c === 0 && d === 0) ||
    (a === 0 && b === 0 && c === 0xfe && d === 0xff);
  if (isUtf32) return refuseText("The file is UTF-32, which is not read here.", 0);
  if (a === 0xff && b === 0xfe) return { label: "utf-16le", confidence: "bom" };
  if (a === 0xfe && b === 0xff) return { label: "utf-16be", confidence: "bom" };
  if (a === 0xef && b === 0xbb && c === 0xbf) return { label: "utf-8", confidence: "bom" };
  const utf16 = utf16ByNuls(sample.subarray(0, NUL_SAMPLE_BYTES));
  if (utf16 !== null) return { label: utf16, confidence: "fallback" };
  const { sequences, strays } = countUtf8(sample, isWhole);
  if (strays > sequences * MAX_STRAYS_PER_SEQUENCE) {
    return { label: "windows-1252", confidence: "fallback" };
  }
  if (strays > 0) return { label: "utf-8", confidence: "fallback" };
  return { label: "utf-8", confidence: sequences > 0 ? "valid_utf8" : "ascii" };
}

function resolveLabel(encoding: string): string {
  try {
    return new TextDecoder(encoding).encoding;
  } catch {
    refuse({
      code: "invalid_option",
      detail: "The option `encoding` is not a label of the WHATWG Encoding standard.",
    });
  }
}

function modeOf(label: string): Mode {
  const isOwn =
    label === "utf-8" || label === "windows-1252" || label === "utf-16le" || label === "utf-16be";
  return isOwn ? label : "other";
}

/** Latin letters in UTF-16 have a NUL for every second byte: the high one. */
function utf16ByNuls(sample: Uint8Array): "utf-16le" | "utf-16be" | null {
  let even = 0;
  let odd = 0;
  for (const [index, byte] of sample.entries()) {
    if (byte !== 0) continue;
    if (index % 2 === 0) even += 1;
    else odd += 1;
  }
  const [more, less] = [Math.max(even, odd), Math.min(even, odd)];
  // A text padded with NUL has them on both sides alike.
  if (more === 0 || more < (sample.length / 2) * UTF16_NUL_SHARE || less * 4 > more) return null;
  return odd > even ? "utf-16le" : "utf-16be";
}

function unitAt(bytes: Uint8Array, offset: number, mode: Mode): number {
  const [first, second] = [bytes[offset] ?? 0, bytes[offset + 1] ?? 0];
  return mode === "utf-16le" ? (second << 8) | first : (first << 8) | second;
}

/** Bytes at the end that the next ones may complete: half a unit, a high surrogate, or both. */
function incompleteUnits(bytes: Uint8Array, mode: Mode): number {
  const half = bytes.length % 2;
  const last = bytes.length - half - 2;
  return last >= 0 && unitAt(bytes, last, mode) >> 10 === 0x36 ? half + 2 : half;
}

function firstLoneSurrogate(bytes: Uint8Array, mode: Mode): number {
  for (let offset = 0; offset < bytes.length; offset += 2) {
    const kind = unitAt(bytes, offset, mode) >> 10;
    if (kind === 0x37) return offset;
    if (kind !== 0x36) continue;
    if (unitAt(bytes, offset + 2, mode) >> 10 !== 0x37) return offset;
    offset += 2;
  }
  return 0;
}

function concat(left: Uint8Array, right: Uint8Array): Uint8Array {
  const both = new Uint8Array(left.length + right.length);
  both.set(left);
  both.set(right, left.length);
  return both;
}

function refuseText(detail: string, byte: number | null): never {
  refuse({ code: "undecodable_text", detail, ...(byte !== null && { at: { byte } }) });
}
