// Chooses the encoding of a text upload on its first bytes.
// Source: WHATWG Encoding; design rules for text (BOM, NUL statistics, strict UTF-8, windows-1252).
import { isAscii, isUtf8 } from "node:buffer";
import { refuse } from "../core/failure.ts";
import { KIB } from "../core/units.ts";
import { countUtf8, incompleteTail } from "./utf8.ts";

export type EncodingConfidence = "bom" | "valid_utf8" | "ascii" | "fallback" | "option";

/** Bytes that the NUL statistics look at. */
const NUL_SAMPLE_BYTES = 4 * KIB;
/** Share of NUL among the even or odd bytes from which on text is taken as UTF-16. */
const UTF16_NUL_SHARE = 0.3;
/** Stray bytes for each UTF-8 sequence up to which a file is UTF-8 with damage, not windows-1252. */
const MAX_STRAYS_PER_SEQUENCE = 8;

export interface EncodingChoice {
  /** WHATWG name, as far as the sample shows. */
  label: string;
  confidence: EncodingConfidence;
}

/**
 * @param encoding WHATWG label of the caller, or null to find it.
 * @param isWhole true when the sample is the whole file, so that a sequence cut off at its end is damage.
 * Fails with: `invalid_option` (unknown label), `undecodable_text` (UTF-32).
 */
export function chooseEncoding(
  sample: Uint8Array,
  encoding: string | null,
  isWhole: boolean,
): EncodingChoice {
  if (encoding !== null) return { label: resolveLabel(encoding), confidence: "option" };
  const [a, b, c, d] = sample;
  const isUtf32 =
    (a === 0xff && b === 0xfe && c === 0 && d === 0) ||
    (a === 0 && b === 0 && c === 0xfe && d === 0xff);
  if (isUtf32)
    refuse({
      code: "undecodable_text",
      detail: "The file is UTF-32, which is not read here.",
      at: { byte: 0 },
    });
  if (a === 0xff && b === 0xfe) return { label: "utf-16le", confidence: "bom" };
  if (a === 0xfe && b === 0xff) return { label: "utf-16be", confidence: "bom" };
  if (a === 0xef && b === 0xbb && c === 0xbf) return { label: "utf-8", confidence: "bom" };
  const utf16 = utf16ByNuls(sample.subarray(0, NUL_SAMPLE_BYTES));
  if (utf16 !== null) return { label: utf16, confidence: "fallback" };
  const complete = isWhole ? sample : sample.subarray(0, sample.length - incompleteTail(sample));
  if (isAscii(complete)) return { label: "utf-8", confidence: "ascii" };
  if (isUtf8(complete)) return { label: "utf-8", confidence: "valid_utf8" };
  const { sequences, strays } = countUtf8(sample, isWhole);
  if (strays > sequences * MAX_STRAYS_PER_SEQUENCE) {
    return { label: "windows-1252", confidence: "fallback" };
  }
  return { label: "utf-8", confidence: "fallback" };
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

/** Latin letters in UTF-16 have a NUL for every second byte: the high one. */
function utf16ByNuls(sample: Uint8Array): "utf-16le" | "utf-16be" | null {
  let even = 0;
  let odd = 0;
  for (let index = 0; index < sample.length; index += 1) {
    if (sample[index] !== 0) continue;
    if (index % 2 === 0) even += 1;
    else odd += 1;
  }
  const [more, less] = [Math.max(even, odd), Math.min(even, odd)];
  // A text padded with NUL has them on both sides alike.
  if (more === 0 || more < (sample.length / 2) * UTF16_NUL_SHARE || less * 4 > more) return null;
  return odd > even ? "utf-16le" : "utf-16be";
}
