// The ceilings of one record of delimited text, and the refusals that say which was passed.
import { refuse } from "../core/failure.ts";
import type { ParseLimits } from "../core/limits.ts";
import { MIB } from "../core/units.ts";

/** Longest record, in UTF-16 units: several cells at their limit, yet far below the memory there is. */
export const MAX_RECORD_CHARACTERS = 4 * MIB;

export type RecordLimits = Pick<ParseLimits, "cellBytes" | "columnsPerTable">;

export function refuseColumns({ columnsPerTable: max }: RecordLimits, row: number): never {
  refuse({
    code: "columns_exceeded",
    detail: `The record that begins on line ${row} has more than ${max} fields.`,
    at: { row },
    limit: { name: "columns_per_table", max, found: max + 1 },
  });
}

/** @param line of the quote that opened the field. */
export function refuseField({ cellBytes: max }: RecordLimits, row: number, line: number): never {
  refuse({
    code: "cell_too_long",
    detail: `The quotation mark opened on line ${line} is not closed within ${max} characters.`,
    at: { row, line },
    limit: { name: "cell_bytes", max, found: max + 1 },
  });
}

export function refuseRecord(row: number): never {
  const max = MAX_RECORD_CHARACTERS;
  refuse({
    code: "cell_too_long",
    detail: `The record that begins on line ${row} is longer than ${max} characters.`,
    at: { row, line: row },
    limit: { name: "record_characters", max, found: max + 1 },
  });
}

/** Refuses a record without quotes and escapes, from `start` to `end`, that has too many fields. */
export function checkPlainColumns(
  text: string,
  start: number,
  end: number,
  delimiter: string | null,
  limits: RecordLimits,
  row: number,
): void {
  const max = limits.columnsPerTable;
  if (delimiter === null || end - start < max) return;
  let at = start;
  for (let fields = 1; fields <= max; fields += 1) {
    const found = text.indexOf(delimiter, at);
    if (found === -1 || found >= end) return;
    at = found + delimiter.length;
  }
  refuseColumns(limits, row);
}
