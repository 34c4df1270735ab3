// Turns the bytes of a text upload into UTF-8 as they arrive. No byte ever becomes U+FFFD: what is
// not UTF-8 is read as windows-1252 and said, or refused.
// Source: WHATWG Encoding; RFC 3629 for what UTF-8 is.
import { isAscii, isUtf8 } from "node:buffer";
import { refuse } from "../core/failure.ts";
import type { EncodingChoice } from "./text-encoding.ts";
import {
  incompleteTail,
  MAX_BYTES_PER_1252_BYTE,
  mendUtf8,
  sequenceLength,
  utf8From1252,
} from "./utf8.ts";

/** UTF-8 bytes that one UTF-16 unit may become. */
const MAX_BYTES_PER_UNIT = 3;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf] as const;
const NOTHING = new Uint8Array(0);

/** A place where a byte that is not UTF-8 was read as windows-1252. */
export interface Mend {
  /** Offset in the file. */
  byte: number;
  /** Offset in the UTF-8 text, which begins behind a byte order mark. */
  at: number;
}

type Mode = "utf-8" | "windows-1252" | "utf-16le" | "utf-16be" | "other";

/**
 * Transcodes one upload. What it returns is well-formed and holds until the next call.
 * Fails with: `undecodable_text` (a broken UTF-16 unit, bytes that the caller's encoding does not
 * have, in strict mode any byte that is not UTF-8).
 */
export class Utf8Transcoder {
  readonly #label: string;
  readonly #strict: boolean;
  readonly #decoder: TextDecoder | null;
  readonly #encoder = new TextEncoder();
  #mode: Mode;
  /** Whether a byte that is not UTF-8 turns the rest into windows-1252: nothing but ASCII so far. */
  #mayFallBack: boolean;
  #carry: Uint8Array = NOTHING;
  /** File offset of the first byte of the carry. */
  #offset = 0;
  /** Bytes of text returned so far. */
  #length = 0;
  #hasBegun = false;
  #mends: Mend[] = [];
  #buffer: Uint8Array = NOTHING;

  constructor({ label, confidence }: EncodingChoice, strict: boolean) {
    this.#label = label;
    this.#mode = modeOf(label);
    this.#strict = strict;
    this.#mayFallBack = confidence === "ascii";
    const isOwn = this.#mode === "utf-8" || this.#mode === "windows-1252";
    this.#decoder = isOwn ? null : new TextDecoder(label, { fatal: true, ignoreBOM: true });
  }

  /** @returns the text of `bytes`, less what a following call has to complete. */
  push(bytes: Uint8Array): Uint8Array {
    if (this.#mode === "windows-1252") return this.#take(this.#from1252(bytes), bytes.length);
    if (this.#mode === "other") return this.#take(this.#fromOther(bytes, true), bytes.length);
    const all = this.#carry.length === 0 ? bytes : concat(this.#carry, bytes);
    const tail = this.#mode === "utf-8" ? incompleteTail(all) : incompleteUnits(all, this.#mode);
    const whole = all.subarray(0, all.length - tail);
    this.#carry = tail === 0 ? NOTHING : all.slice(all.length - tail);
    const text = this.#mode === "utf-8" ? this.#fromUtf8(whole, all) : this.#fromUtf16(whole);
    return this.#take(text, all.length - this.#carry.length);
  }

  /** @returns the rest of the text, once all bytes have been given. */
  end(): Uint8Array {
    if (this.#mode === "other") return this.#take(this.#fromOther(NOTHING, false), 0);
    const rest = this.#carry;
    this.#carry = NOTHING;
    if (rest.length === 0) return rest;
    if (this.#mode === "utf-8") return this.#take(this.#fromUtf8(rest, rest), rest.length);
    return refuseText("The file ends within a UTF-16 character.", this.#offset);
  }

  /** @returns the places mended since the last call, in order. */
  takeMends(): Mend[] {
    const mends = this.#mends;
    if (mends.length > 0) this.#mends = [];
    return mends;
  }

  #take(text: Uint8Array, bytes: number): Uint8Array {
    this.#offset += bytes;
    if (text.length === 0) return text;
    const kept = text.subarray(this.#markLength(text));
    this.#hasBegun = true;
    this.#length += kept.length;
    return kept;
  }

  /** A mark at the very start is no part of the text. */
  #markLength(text: Uint8Array): number {
    const isMark = !this.#hasBegun && BYTE_ORDER_MARK.every((byte, at) => text[at] === byte);
    return isMark ? BYTE_ORDER_MARK.length : 0;
  }

  /** @param all with the sequence behind `bytes` that is not complete. */
  #fromUtf8(bytes: Uint8Array, all: Uint8Array): Uint8Array {
    if (!isUtf8(bytes)) return this.#fromDamagedUtf8(bytes, all);
    if (this.#mayFallBack && !isAscii(bytes)) this.#mayFallBack = false;
    return bytes;
  }

  #fromDamagedUtf8(bytes: Uint8Array, all: Uint8Array): Uint8Array {
    let firstHigh = 0;
    while ((bytes[firstHigh] ?? 0x80) < 0x80) firstHigh += 1;
    const fallsBack = this.#mayFallBack && sequenceLength(bytes, firstHigh) <= 0;
    if (fallsBack) {
      this.#mode = "windows-1252";
      this.#carry = NOTHING;
      this.#mend(firstHigh, firstHigh);
      return this.#from1252(all);
    }
    this.#mayFallBack = false;
    const { utf8, mends } = mendUtf8(bytes);
    const mark = this.#markLength(utf8);
    for (const { byte, at } of mends) this.#mend(byte, at - mark);
    return utf8;
  }

  #mend(byte: number, at: number): void {
    if (this.#strict)
      refuseText("The byte is not part of any UTF-8 sequence.", this.#offset + byte);
    this.#mends.push({ byte: this.#offset + byte, at: this.#length + at });
  }

  #from1252(bytes: Uint8Array): Uint8Array {
    if (isAscii(bytes)) return bytes;
    return utf8From1252(bytes, this.#room(bytes.length * MAX_BYTES_PER_1252_BYTE));
  }

  #fromUtf16(bytes: Uint8Array): Uint8Array {
    try {
      return this.#encode(this.#decoder?.decode(bytes) ?? "");
    } catch {
      const at = firstLoneSurrogate(bytes, this.#mode);
      return refuseText("A UTF-16 surrogate stands alone.", this.#offset + at);
    }
  }

  #fromOther(bytes: Uint8Array, stream: boolean): Uint8Array {
    try {
      return this.#encode(this.#decoder?.decode(bytes, { stream }) ?? "");
    } catch {
      return refuseText(`The file is not valid ${this.#label}.`, null);
    }
  }

  #encode(text: string): Uint8Array {
    const buffer = this.#room(text.length * MAX_BYTES_PER_UNIT);
    return buffer.subarray(0, this.#encoder.encodeInto(text, buffer).written);
  }

  #room(bytes: number): Uint8Array {
    if (this.#buffer.length < bytes) this.#buffer = new Uint8Array(bytes);
    return this.#buffer;
  }
}

function modeOf(label: string): Mode {
  const isOwn =
    label === "utf-8" || label === "windows-1252" || label === "utf-16le" || label === "utf-16be";
  return isOwn ? label : "other";
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
