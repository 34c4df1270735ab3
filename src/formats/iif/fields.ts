// Splits one record into its fields, as text.
import { refuseGrid, utf8Length } from "../../../guards/grid.ts";
import { refuseColumns, type RecordLimits } from "../../codecs/record-limits.ts";
import { refuse } from "../../core/failure.ts";
import type { CellValue } from "../../core/records.ts";
import { decodeText, findClosingQuote, findFieldEnd, NO_CLOSE, quotedText } from "./quotes.ts";
import { HAS_QUOTES, type IifRecord } from "./record-scanner.ts";
import { QUOTE, SPACE, TAB } from "./record-types.ts";

export type StoredRecord = Pick<
  IifRecord,
  "row" | "delimiter" | "flags" | "bytes" | "start" | "end"
>;

/**
 * @returns the fields as written, the record type first, without the quotation marks around them.
 * Fails with: `columns_exceeded`, `cell_too_long`.
 */
export function splitFields(record: StoredRecord, limits: RecordLimits): string[] {
  const { row, start, end, flags } = record;
  const fields =
    (flags & HAS_QUOTES) === 0 ? splitPlain(record) : splitQuoted(record, limits.cellBytes);
  // The record type is no column.
  if (fields.length - 1 > limits.columnsPerTable) refuseColumns(limits, row);
  if (end - start > limits.cellBytes) checkLengths(fields, limits, row);
  return fields;
}

function splitPlain({ bytes, start, end, delimiter }: StoredRecord): string[] {
  return decodeText(bytes, start, end).split(String.fromCharCode(delimiter));
}

/** The scanner has found where the record ends; within it, each mark tells by itself. */
function splitQuoted(record: StoredRecord, maxBytes: number): string[] {
  const { bytes: all, start, end, delimiter } = record;
  const bytes = all.subarray(start, end);
  const context = { delimiter, isLast: true, maxBytes, beginsRecord: () => false };
  const fields: string[] = [];
  for (let at = 0; ;) {
    const isQuoted = bytes[at] === QUOTE;
    const close = isQuoted ? findClosingQuote(bytes, at, context).at : NO_CLOSE;
    const fieldEnd = findFieldEnd(bytes, close === NO_CLOSE ? at : close + 1, delimiter);
    fields.push(
      close === NO_CLOSE ? decodeText(bytes, at, fieldEnd) : quotedText(bytes, at, close),
    );
    if (fieldEnd >= bytes.length) return fields;
    at = fieldEnd + 1;
  }
}

function checkLengths(fields: readonly string[], { cellBytes }: RecordLimits, row: number): void {
  for (const [index, field] of fields.entries()) {
    const at = { row, column: Math.max(1, index) };
    const failure = refuseGrid("cell_too_long", utf8Length(field, cellBytes), cellBytes, at);
    if (failure !== null) refuse(failure);
  }
}

/** Whether there is anything behind the record type. */
export function hasCells({ bytes, start, end, delimiter }: StoredRecord): boolean {
  let at = start;
  while (at < end && bytes[at] !== delimiter) at += 1;
  for (; at < end; at += 1) {
    const byte = bytes[at];
    if (byte !== delimiter && byte !== SPACE && byte !== TAB && byte !== QUOTE) return true;
  }
  return false;
}

/** The fields as cells: empty ones are null, those at the end left out. */
export function toCells(fields: readonly string[]): CellValue[] {
  const cells: CellValue[] = fields.map((field) => (field === "" ? null : field));
  while (cells.length > 0 && cells.at(-1) === null) cells.pop();
  return cells;
}
