// Looks at the first bytes of an upload (or at all of it) and states what every signature may ask.
import { isCompoundFile, listStreams } from "../codecs/cfb.ts";
import { listZipEntries, peekZipEntries } from "../codecs/zip.ts";
import type { ContentFacts } from "../core/format.ts";

/** Share of control characters above which bytes are no text; real exports hold a stray few. */
const MAX_CONTROL_SHARE = 0.02;
/** The same for NULs, which broken exporters leave in short files too: fixtures/csv/nul-bytes.csv. */
const MAX_NUL_SHARE = 0.1;
/** Share of NULs on one side of the byte pairs from which text is taken for UTF-16. */
const MIN_UTF16_NUL_SHARE = 0.3;
const UTF16_SAMPLE_BYTES = 4096;

/**
 * @param head the first bytes of the upload.
 * @param whole the entire upload where it is at hand: containers keep their directory at the end.
 */
export function readContentFacts(head: Uint8Array, whole: Uint8Array | null): ContentFacts {
  const isZip = head[0] === 0x50 && head[1] === 0x4b && head[2] === 0x03 && head[3] === 0x04;
  const isCfb = isCompoundFile(head);
  const zip = !isZip
    ? null
    : ((whole === null ? null : listZipEntries(whole)) ?? peekZipEntries(head));
  return {
    head,
    text: isZip || isCfb ? null : textOf(head),
    zipEntries: zip?.names ?? null,
    zipMimetype: zip?.mimetype ?? null,
    cfbStreams: !isCfb ? null : whole === null ? [] : (listStreams(whole) ?? []),
  };
}

/** True when only the whole upload can tell what is inside the container. */
export function isContainer(facts: ContentFacts): boolean {
  return facts.zipEntries !== null || facts.cfbStreams !== null;
}

/** Decodes bytes just well enough to look for signatures; null when they are not text. */
function textOf(head: Uint8Array): string | null {
  const [a, b, c, d] = head;
  const isUtf32 =
    (a === 0xff && b === 0xfe && c === 0 && d === 0) ||
    (a === 0 && b === 0 && c === 0xfe && d === 0xff);
  if (isUtf32) return null;
  if (a === 0xef && b === 0xbb && c === 0xbf) return decode("utf-8", head.subarray(3));
  if (a === 0xff && b === 0xfe) return decode("utf-16le", head);
  if (a === 0xfe && b === 0xff) return decode("utf-16be", head);
  const wide = wideEncoding(head);
  return wide === null ? decode("windows-1252", head) : decode(wide, head);
}

function wideEncoding(head: Uint8Array): "utf-16le" | "utf-16be" | null {
  const sample = head.subarray(0, UTF16_SAMPLE_BYTES & ~1);
  const nuls = [0, 0];
  for (let i = 0; i < sample.length; i++) {
    if (sample[i] === 0) nuls[i & 1] = (nuls[i & 1] ?? 0) + 1;
  }
  const [even = 0, odd = 0] = nuls;
  const pairs = sample.length / 2;
  if (odd / pairs >= MIN_UTF16_NUL_SHARE && even / pairs < MIN_UTF16_NUL_SHARE) return "utf-16le";
  if (even / pairs >= MIN_UTF16_NUL_SHARE && odd / pairs < MIN_UTF16_NUL_SHARE) return "utf-16be";
  return null;
}

function decode(encoding: string, bytes: Uint8Array): string | null {
  const text = new TextDecoder(encoding).decode(bytes);
  let nuls = 0;
  let controls = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    // TAB, LF, VT, FF, CR, the DOS end of file, and the separators that some exports use.
    const isUsual = (code >= 9 && code <= 13) || code === 0x1a || (code >= 0x1c && code <= 0x1f);
    if (code === 0) nuls += 1;
    else if (code < 0x20 && !isUsual) controls += 1;
  }
  const isText = nuls <= text.length * MAX_NUL_SHARE && controls <= text.length * MAX_CONTROL_SHARE;
  return isText ? text : null;
}
