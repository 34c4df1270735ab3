// The quick way of plain records: from bytes to the bytes of the answer, so that no cell becomes a
// value. Declines what would need another form in JSON, what no header names, and what is odd.
import { JsonRowBuffer } from "../../codecs/sheets/json-row-buffer.ts";
import type { JsonRowSink } from "../../core/records.ts";
import type { Header } from "./columns.ts";
import type { StoredRecord } from "./fields.ts";
import { decodeText } from "./quotes.ts";

/** Records with more fields are left to the way of values. */
const MAX_FIELDS = 512;
const BACKSLASH = 0x5c;
const QUOTE = 0x22;
const FIRST_PRINTABLE = 0x20;

/** Call `split`, ask for what is needed of the record, then `put` or leave it. */
export class PlainRows {
  readonly #json: JsonRowSink;
  readonly #cellBytes: number;
  readonly #buffer = new JsonRowBuffer();
  /** Where the fields behind the record type begin and end. */
  readonly #starts = new Int32Array(MAX_FIELDS);
  readonly #ends = new Int32Array(MAX_FIELDS);
  #fields = 0;
  #record: StoredRecord | null = null;
  /** What the sink takes besides what waits here. */
  #rows = 0;
  #cells = 0;

  /** @param cellBytes longer records are left to the way of values, which looks at each cell. */
  constructor(json: JsonRowSink, cellBytes: number) {
    this.#json = json;
    this.#cellBytes = cellBytes;
  }

  /** Finds the fields. @returns false when the record is none for this way. */
  split(record: StoredRecord, header: Header): boolean {
    const { bytes, start, end, delimiter, flags } = record;
    if (flags !== 0 || end - start > this.#cellBytes) return false;
    let fields = -1;
    for (let at = start; at < end; at += 1) {
      const byte = bytes[at] as number;
      if (byte === delimiter) {
        if (fields >= 0) this.#ends[fields] = at;
        fields += 1;
        if (fields === MAX_FIELDS) return false;
        this.#starts[fields] = at + 1;
      } else if (byte < FIRST_PRINTABLE || byte === BACKSLASH || byte === QUOTE) return false;
    }
    if (fields >= 0) this.#ends[fields] = end;
    fields += 1;
    while (fields > 0 && this.#starts[fields - 1] === this.#ends[fields - 1]) fields -= 1;
    this.#fields = fields;
    this.#record = record;
    return fields <= header.places.length;
  }

  /** The text of a field, counted from 0 behind the record type; empty for one that is not there. */
  text(field: number): string {
    if (field >= this.#fields || this.#record === null) return "";
    const [start = 0, end = 0] = [this.#starts[field], this.#ends[field]];
    return decodeText(this.#record.bytes, start, end);
  }

  /**
   * Puts the record in as a row.
   * @param lead cells before those of the record: a number or null, and a word.
   * @returns false when there is no room for it: it has to go the way of values.
   */
  put(header: Header, lead: readonly [number | null, string] | null): boolean {
    // Rows that went another way have taken of the allowance.
    if (this.#buffer.rows === 0) this.#renew();
    if (this.#rows < 1) return false;
    const record = this.#record;
    if (record === null || !this.#write(record, header, lead)) return false;
    const cells = this.#buffer.column;
    if (cells > this.#cells) return false;
    this.#buffer.commitRow();
    this.#rows -= 1;
    this.#cells -= cells;
    if (this.#buffer.isFull) this.flush();
    return true;
  }

  /** Gives out the rows that wait. To be called before anything else goes to the sink. */
  flush(): void {
    if (this.#buffer.rows > 0) {
      this.#json.jsonRows(this.#buffer.toBlock());
      this.#buffer.clear();
    }
  }

  /** Cells of the row that was put in last. */
  get width(): number {
    return this.#buffer.column;
  }

  #renew(): void {
    const { rows, cells } = this.#json.allowance;
    this.#rows = rows;
    this.#cells = cells;
  }

  #write(
    { row, bytes }: StoredRecord,
    { places, fieldsByPlace }: Header,
    lead: readonly [number | null, string] | null,
  ): boolean {
    const buffer = this.#buffer;
    buffer.beginRow(row);
    const first = lead === null ? 1 : 3;
    if (lead !== null) {
      if (lead[0] !== null && !buffer.number(1, lead[0])) return false;
      if (!buffer.asciiText(2, lead[1])) return false;
    }
    for (const field of fieldsByPlace) {
      if (field >= this.#fields) continue;
      const [start, end] = [this.#starts[field] as number, this.#ends[field] as number];
      if (start === end) continue;
      if (!buffer.jsonText(first + (places[field] as number), bytes, start, end)) return false;
    }
    return buffer.endRow(null);
  }
}
