// The text of an OFX file as UTF-8, whatever it is written in and whatever its header claims: a byte
// order mark counts first, then whether all of it is UTF-8, then the header, then windows-1252.
import { isAscii, isUtf8 } from "node:buffer";
import { ByteBlocks } from "../../codecs/byte-blocks.ts";
import { chooseEncoding, type EncodingChoice } from "../../codecs/text-encoding.ts";
import { countUtf8, incompleteTail } from "../../codecs/utf8.ts";
import { Utf8Transcoder, type Mend } from "../../codecs/utf8-transcoder.ts";
import type { ByteSource } from "../../core/byte-source.ts";
import { refuse, type SourceLocation } from "../../core/failure.ts";
import type { TableMeta } from "../../core/records.ts";
import { KIB } from "../../core/units.ts";
import { readHeader, type OfxHeader } from "./header.ts";
import { TextOffsets, type Width } from "./text-offsets.ts";

/** The same pieces however an upload is cut up. */
const BLOCK_BYTES = 256 * KIB;
/** Stray bytes for each UTF-8 sequence up to which a text that claims nothing is UTF-8 with damage. */
const MAX_STRAYS_PER_SEQUENCE = 8;

const DECIDED_ELSEWHERE: ReadonlySet<string> = new Set(["bom", "option"]);

export class OfxText {
  readonly #blocks: ByteBlocks;
  readonly #offsets = new TextOffsets();
  readonly #option: string | null;
  #header: OfxHeader | null = null;
  #encoding: { label: string; confidence: string } = { label: "utf-8", confidence: "ascii" };
  /** Null as long as all bytes are ASCII, and so the same in any encoding that may come. */
  #transcoder: Utf8Transcoder | null = null;
  /** Bytes of the file before those of the transcoder: ASCII, and so as many of the text. */
  #passedBytes = 0;

  /** @param encoding WHATWG label of the caller, or null to find it. */
  constructor(source: ByteSource, encoding: string | null) {
    this.#blocks = new ByteBlocks(source, BLOCK_BYTES);
    this.#option = encoding;
  }

  get isLast(): boolean {
    return this.#blocks.isLast;
  }

  /** What is known of the text by now; for the `meta` of tables. */
  get facts(): TableMeta {
    const { dialect = "sgml", version = null } = this.#header ?? {};
    const { label, confidence } = this.#encoding;
    return {
      dialect,
      ...(version !== null && { ofx_version: version }),
      encoding: label,
      encoding_confidence: confidence,
    };
  }

  locate(offset: number): SourceLocation {
    return this.#offsets.locate(offset);
  }

  /**
   * @param from no place before this offset in the text will be asked for any more.
   * @returns the next piece of the text, valid until the next call, and the places in it where a byte
   * that is no UTF-8 was read as windows-1252.
   * Fails with: `invalid_option`, `undecodable_text`.
   */
  async read(from: number): Promise<{ text: Uint8Array; mends: readonly Mend[] }> {
    const block = await this.#blocks.read();
    if (this.#header === null) this.#begin(block);
    if (this.#transcoder === null && !isAscii(block)) this.#decide(block);
    const text = this.#decode(block);
    const mends = this.#takeMends();
    this.#offsets.add(text, mends, from);
    return { text, mends };
  }

  #decode(block: Uint8Array): Uint8Array {
    const transcoder = this.#transcoder;
    if (transcoder === null) {
      this.#passedBytes += block.length;
      return block;
    }
    const text = transcoder.push(block);
    if (!this.isLast) return text;
    // The transcoder's buffer is its own.
    const kept = text.slice();
    const rest = transcoder.end();
    if (rest.length === 0) return kept;
    const whole = new Uint8Array(kept.length + rest.length);
    whole.set(kept);
    whole.set(rest, kept.length);
    return whole;
  }

  /** The transcoder counts from where it began. */
  #takeMends(): Mend[] {
    const mends = this.#transcoder?.takeMends() ?? [];
    return mends.map(({ byte, at }) => ({
      byte: byte + this.#passedBytes,
      at: at + this.#passedBytes,
    }));
  }

  #begin(block: Uint8Array): void {
    this.#header = readHeader(block);
    const choice = chooseEncoding(block, this.#option, this.isLast);
    const isWide = choice.label === "utf-16le" || choice.label === "utf-16be";
    if (!isWide && !DECIDED_ELSEWHERE.has(choice.confidence)) return;
    this.#use(choice, markBytes(block, choice.label));
    if (isWide) this.#header = readHeader(narrowed(block, choice.label));
  }

  /** Chooses on the first block that is not ASCII. */
  #decide(block: Uint8Array): void {
    const tail = this.isLast ? 0 : incompleteTail(block);
    if (isUtf8(block.subarray(0, block.length - tail))) {
      this.#use({ label: "utf-8", confidence: "valid_utf8" }, 0);
      return;
    }
    const { charset = null, dosPage = null } = this.#header ?? {};
    if (charset !== null) {
      this.#use({ label: charset, confidence: "fallback" }, 0);
      this.#encoding.confidence = "header";
    } else if (dosPage !== null) {
      refuse({
        code: "undecodable_text",
        detail: `The header says that the text is in code page ${dosPage} of DOS, which is not read here.`,
        at: { byte: this.#passedBytes + block.findIndex((byte) => byte > 0x7f) },
      });
    } else {
      const { sequences, strays } = countUtf8(block, this.isLast);
      const isDamaged = strays <= sequences * MAX_STRAYS_PER_SEQUENCE;
      this.#use({ label: isDamaged ? "utf-8" : "windows-1252", confidence: "fallback" }, 0);
    }
  }

  #use(choice: EncodingChoice, mark: number): void {
    this.#transcoder = new Utf8Transcoder(choice, false);
    this.#encoding = { ...choice };
    this.#offsets.begin(widthOf(choice.label), mark);
  }
}

function widthOf(label: string): Width {
  if (label === "utf-8") return "utf-8";
  if (label === "utf-16le" || label === "utf-16be") return "utf-16";
  return /^(?:windows-\d+|iso-8859-.*|ibm866|koi8-.|macintosh|x-mac-cyrillic)$/.test(label)
    ? "single"
    : "unknown";
}

function markBytes(block: Uint8Array, label: string): number {
  const [a, b, c] = block;
  if (label === "utf-8") return a === 0xef && b === 0xbb && c === 0xbf ? 3 : 0;
  if (label === "utf-16le") return a === 0xff && b === 0xfe ? 2 : 0;
  return label === "utf-16be" && a === 0xfe && b === 0xff ? 2 : 0;
}

/** One byte of each UTF-16 unit: enough for a header, which is ASCII. */
function narrowed(block: Uint8Array, label: string): Uint8Array {
  const low = label === "utf-16le" ? 0 : 1;
  return Uint8Array.from({ length: block.length >> 1 }, (_, index) => block[2 * index + low] ?? 0);
}
