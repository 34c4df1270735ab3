// Reads the fields of a record whose body may go on in CONTINUE records, and the texts in it. Where
// characters go on, BIFF8 says anew whether they have one byte or two.
// Source: MS-XLS 2.5.293 (XLUnicodeRichExtendedString), 2.4.58 (Continue), 2.5.240 (ShortXLUnicodeString).
import { refuse } from "../../core/failure.ts";
import { decodeUnits } from "./characters.ts";
import type { CodePage } from "./code-pages.ts";
import type { RecordReader } from "./record-reader.ts";

const IS_WIDE = 0x01;
const HAS_EXTENSION = 0x04;
const HAS_RUNS = 0x08;
const RUN_BYTES = 4;
const MAX_UNITS = 65_535;

/** The head of a text of BIFF8: what comes before its characters. */
export interface TextHead {
  units: number;
  isWide: boolean;
  /** Bytes behind the characters: formatting runs and phonetic data. */
  trailing: number;
}

/** A place in the body of the current record, moving forward over its continuations. */
export class RecordCursor {
  readonly reader: RecordReader;
  /** Within `data` of the reader. */
  #at = 0;
  readonly #units = new Uint16Array(MAX_UNITS);
  readonly head: TextHead = { units: 0, isWide: false, trailing: 0 };

  constructor(reader: RecordReader) {
    this.reader = reader;
  }

  /** @param offset within the body of the current record. */
  begin(offset: number): void {
    this.#at = this.reader.start + offset;
  }

  /** Bytes left in the record that the cursor is in, without its continuations. */
  get rest(): number {
    return this.reader.start + this.reader.length - this.#at;
  }

  /** Where the cursor is in `data` of the reader. */
  get at(): number {
    return this.#at;
  }

  /** True when no byte is left; turns to a continuation if there is one. */
  isAtEnd(): boolean {
    while (this.rest <= 0) if (!this.#turnPage()) return true;
    return false;
  }

  /** Fails with: `corrupt_file` at the end. */
  u8(): number {
    if (this.isAtEnd()) this.#refuseEnd();
    const byte = this.reader.data[this.#at] as number;
    this.#at += 1;
    return byte;
  }

  u16(): number {
    return this.u8() | (this.u8() << 8);
  }

  u32(): number {
    return this.u16() + this.u16() * 0x10000;
  }

  skip(bytes: number): void {
    let left = bytes;
    while (left > 0) {
      if (this.isAtEnd()) this.#refuseEnd();
      const step = Math.min(left, this.rest);
      this.#at += step;
      left -= step;
    }
  }

  /** Reads into `head` what stands before the characters of a text of BIFF8. */
  readHead(lengthBytes: 1 | 2): TextHead {
    const { head } = this;
    head.units = lengthBytes === 1 ? this.u8() : this.u16();
    const flags = this.u8();
    head.isWide = (flags & IS_WIDE) !== 0;
    const runs = (flags & HAS_RUNS) === 0 ? 0 : this.u16() * RUN_BYTES;
    head.trailing = runs + ((flags & HAS_EXTENSION) === 0 ? 0 : this.u32());
    return head;
  }

  /** Reads the characters that `head` announces; the array is overwritten by the next call. */
  readUnits(): Uint16Array {
    const { units: count } = this.head;
    let { isWide } = this.head;
    let filled = 0;
    while (filled < count) {
      const width = isWide ? 2 : 1;
      // A single byte left of a wide text is padding: characters are never split.
      const part = Math.min(count - filled, Math.floor(this.rest / width));
      const { data } = this.reader;
      for (const end = filled + part; filled < end; filled += 1, this.#at += width) {
        const low = data[this.#at] as number;
        this.#units[filled] = isWide ? low | ((data[this.#at + 1] as number) << 8) : low;
      }
      if (filled === count) break;
      if (!this.#turnPage()) this.#refuseEnd();
      isWide = (this.u8() & IS_WIDE) !== 0;
    }
    return this.#units.subarray(0, count);
  }

  /** Reads a text of BIFF8, with the head of its own. */
  readText(lengthBytes: 1 | 2): string {
    const { units, isWide, trailing } = this.readHead(lengthBytes);
    const bytes = isWide ? units * 2 : units;
    let text: string;
    if (bytes <= this.rest) {
      text = decodeUnits(this.reader.data, this.#at, units, isWide);
      this.#at += bytes;
    } else {
      const whole = this.readUnits();
      text = decodeUnits(new Uint8Array(whole.buffer, 0, units * 2), 0, units, true);
    }
    // Runs and phonetic data behind a single text are of no use, and need not be whole.
    this.#at += Math.min(trailing, Math.max(0, this.rest));
    return text;
  }

  /** Reads a text of BIFF5. */
  readBytesText(lengthBytes: 1 | 2, codePage: CodePage): string {
    const count = lengthBytes === 1 ? this.u8() : this.u16();
    if (count <= this.rest) {
      const text = codePage.decode(this.reader.data, this.#at, count);
      this.#at += count;
      return text;
    }
    const bytes = new Uint8Array(count);
    for (let index = 0; index < count; index += 1) bytes[index] = this.u8();
    return codePage.decode(bytes, 0, count);
  }

  #turnPage(): boolean {
    if (!this.reader.nextContinue()) return false;
    this.#at = this.reader.start;
    return true;
  }

  #refuseEnd(): never {
    refuse({
      code: "corrupt_file",
      detail: "A record ends before the text or field that it announces.",
      at: { byte: this.reader.position },
    });
  }
}
