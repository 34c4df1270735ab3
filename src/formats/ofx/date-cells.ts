// Writes dates into cells from bytes. Within a file nearly all dates have one time and one offset
// behind the day: what they mean is read once.
import { bytesOf } from "../../codecs/ascii-bytes.ts";
import { isDay, isoTextOf, readOfxDate, type WrittenOfxDate } from "./dates.ts";
import type { RecordCells } from "./record-cells.ts";
import type { Places, Shape } from "./shape.ts";
import { decodeUtf8 } from "../../codecs/utf8-string.ts";

const DAY_BYTES = 8;
const MAX_SUFFIX_BYTES = 56;
const ZERO = 0x30;
const NOTHING = new Uint8Array(0);

export class DateCells {
  readonly #cells: RecordCells;
  /** What stood behind a day last, and what it means. */
  readonly #suffix = new Uint8Array(MAX_SUFFIX_BYTES);
  #suffixLength = -1;
  /** The zone of the date that was read last that had one, and the offset that it means. */
  zone: { zone: Uint8Array | null; offset: Uint8Array } = { zone: null, offset: NOTHING };
  #time: string | null = null;
  #offset: string | null = null;
  #places: Places | null = null;
  /** Of the record's `posted` date: the day as a number such as 20250131, or 0; and its offset. */
  day = 0;
  offset: string | null = null;

  constructor(cells: RecordCells) {
    this.#cells = cells;
  }

  begin(shape: Shape): void {
    this.#places = shape.places;
    this.day = 0;
    this.offset = null;
  }

  /** Fills the date with `posted`, `time` and `utc_offset`. @returns false where it takes `putWritten`. */
  putPosted(column: number, bytes: Uint8Array, start: number, end: number): boolean {
    const day = this.#readDay(bytes, start, end);
    if (day === 0) return false;
    const places = this.#places;
    if (places === null) return false;
    const { posted, time, offset } = places;
    if (!this.#cells.putBytes(posted, bytes, start, end)) return false;
    if (!this.#cells.putDay(column, bytes, start)) return false;
    if (this.#time !== null) this.#cells.putAscii(time, this.#time);
    if (this.#offset !== null) this.#cells.putAscii(offset, this.#offset);
    this.day = day;
    this.offset = this.#offset;
    return true;
  }

  /** Fills a date of ISO 8601 with its time. @returns false where it has to be read as text. */
  putDate(column: number, bytes: Uint8Array, start: number, end: number): boolean {
    if (this.#readDay(bytes, start, end) === 0) return false;
    if (this.#time === null) return this.#cells.putDay(column, bytes, start);
    const text = decodeUtf8(bytes, start, start + DAY_BYTES) ?? "";
    const date = `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`;
    this.#cells.putAscii(column, `${date}T${this.#time}${this.#offset ?? ""}`);
    return true;
  }

  /**
   * Fills a `posted` date from text that is no plain date; `posted` itself is filled already.
   * A date that cannot be read is given as written.
   */
  putWritten(column: number, text: string): "sound" | "part" | "unreadable" {
    const { date, time, offset, isSound } = readOfxDate(text);
    if (date === null) {
      if (isSound) return "sound";
      this.#cells.putText(column, text);
      return "unreadable";
    }
    const { time: timeColumn = 0, offset: offsetColumn = 0 } = this.#places ?? {};
    this.#cells.putAscii(column, date);
    if (time !== null) this.#cells.putAscii(timeColumn, time);
    if (offset !== null) this.#cells.putAscii(offsetColumn, offset);
    this.day = Number(date.replaceAll("-", ""));
    this.offset = offset;
    return isSound ? "sound" : "part";
  }

  /** @returns the day as a number when it is one, with a time that can be read or none; else 0. */
  #readDay(bytes: Uint8Array, start: number, end: number): number {
    const suffixLength = end - start - DAY_BYTES;
    if (suffixLength < 0 || suffixLength > MAX_SUFFIX_BYTES) return 0;
    let day = 0;
    for (let at = start; at < start + DAY_BYTES; at += 1) {
      const digit = (bytes[at] as number) - ZERO;
      if (digit < 0 || digit > 9) return 0;
      day = day * 10 + digit;
    }
    const month = Math.trunc(day / 100) % 100;
    if (!isDay(Math.trunc(day / 10_000), month, day % 100)) return 0;
    const from = start + DAY_BYTES;
    if (!this.#isKnownSuffix(bytes, from, suffixLength)) {
      const written = readOfxDate(decodeUtf8(bytes, start, end) ?? "");
      if (!written.isSound || isoTextOf(written) === null) return 0;
      this.#remember(bytes, from, suffixLength, written);
    }
    return day;
  }

  #isKnownSuffix(bytes: Uint8Array, from: number, length: number): boolean {
    if (length !== this.#suffixLength) return false;
    for (let at = 0; at < length; at += 1) {
      if (bytes[from + at] !== this.#suffix[at]) return false;
    }
    return true;
  }

  #remember(bytes: Uint8Array, from: number, length: number, written: WrittenOfxDate): void {
    this.#suffix.set(bytes.subarray(from, from + length));
    this.#suffixLength = length;
    this.#time = written.time;
    this.#offset = written.offset;
    const text = decodeUtf8(bytes, from, from + length) ?? "";
    const bracket = text.indexOf("[");
    if (bracket >= 0 && written.offset !== null) {
      this.zone = { zone: bytesOf(text.slice(bracket)), offset: bytesOf(written.offset) };
    }
  }
}
