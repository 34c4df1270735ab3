// Judges the tables of a document and gives them out: those that are not sure enough are refused, or
// given with a warning beside ones that are.
// Source: design contract (quality gate); design section on confidence.
import { HeaderedTable } from "../../codecs/headered-table.ts";
import type { ParseRun } from "../../codecs/xml-part.ts";
import { refuse } from "../../core/failure.ts";
import { judge, type Confidence, type ConfidenceParts } from "./confidence.ts";
import type { StitchedTable } from "./stitching.ts";

/** What a table must reach where the caller asks for nothing else; the origin's gate is the same. */
export const DEFAULT_MIN_CONFIDENCE = 0.6;
/** Rows given out between two askings for room. */
const ROWS_PER_PAUSE = 500;

export interface JudgedTable {
  table: StitchedTable;
  confidence: Confidence;
}

export function judgeTables(tables: readonly StitchedTable[]): JudgedTable[] {
  return tables.map((table) => ({
    table,
    confidence: judge({
      rows: table.rows,
      headerRows: table.headerRows,
      gridFit: table.fitRows === 0 ? 0 : table.fitSum / table.fitRows,
      unmappedShare: table.unmappedShare,
    }),
  }));
}

/**
 * Lets a document pass that has a table which is sure enough; in strict mode, all have to be.
 * Fails with: `low_confidence`.
 */
export function passGate(judged: readonly JudgedTable[], min: number, isStrict: boolean): void {
  const figures = judged.map(({ confidence }) => confidence.confidence);
  const reached = isStrict ? Math.min(...figures) : Math.max(...figures);
  if (reached >= min) return;
  const which = judged.find(({ confidence }) => confidence.confidence === reached) ?? judged[0];
  if (which === undefined) return;
  const { parts } = which.confidence;
  refuse({
    code: "low_confidence",
    detail:
      `${isStrict ? "The least sure" : "The surest"} of ${judged.length} tables has a confidence of ${reached}; ` +
      `${min} is asked for. ${hintOf(parts, which.table)} With min_confidence=${Math.floor(reached * 100) / 100} its rows come anyway.`,
    ...(which.table.pages[0] !== undefined && { at: { page: which.table.pages[0] } }),
  });
}

/** What keeps the confidence down, and what may help. */
function hintOf(parts: ConfidenceParts, { unmappedShare }: StitchedTable): string {
  if (unmappedShare > 0.2)
    return `${Math.round(unmappedShare * 100)} % of the letters are not mapped to characters by the fonts: export the document again, or use OCR.`;
  const { arithmetic } = parts;
  if (arithmetic !== null && arithmetic.passed < arithmetic.checks)
    return `${arithmetic.checks - arithmetic.passed} of ${arithmetic.checks} sums do not hold.`;
  const weakest = (["grid_fit", "row_consistency", "type_consistency"] as const).reduce((a, b) =>
    parts[b] < parts[a] ? b : a,
  );
  const hints = {
    grid_fit: `Only ${parts.grid_fit} of its text lies within one column each.`,
    row_consistency: `Its rows fill different numbers of columns (${parts.row_consistency}).`,
    type_consistency: `Its columns mix figures and texts (${parts.type_consistency}).`,
  };
  return hints[weakest];
}

/** @returns false when the parse was stopped. */
export async function giveTable(
  { table, confidence }: JudgedTable,
  min: number,
  run: ParseRun,
): Promise<boolean> {
  const { sink, context } = run;
  const { arithmetic, ...parts } = confidence.parts;
  const meta = {
    pages: table.pages,
    kind: table.kind,
    confidence: confidence.confidence,
    confidence_parts: parts,
    ...(arithmetic !== null && {
      arithmetic: {
        checks: arithmetic.checks,
        passed: arithmetic.passed,
        ...(arithmetic.failedRows.length > 0 && { failed_rows: arithmetic.failedRows }),
      },
    }),
  };
  const hint =
    table.headerRows === 0
      ? null
      : { row: table.headerRows, lastRow: table.rows.length, isCertain: false };
  const out = new HeaderedTable(sink, {
    header: context.options.header,
    headerHint: hint,
    name: null,
    meta,
    warnsRagged: false,
  });
  if (confidence.confidence < min) {
    out.warn({
      code: "low_confidence",
      message: `The table has a confidence of ${confidence.confidence}; ${min} is asked for. ${hintOf(confidence.parts, table)}`,
      at: { page: table.pages[0] ?? 1 },
    });
  }
  if (table.repeatedHeaders.length > 0) {
    out.warn({
      code: "repeated_header",
      message: `The header stands again on ${table.repeatedHeaders.length} pages; it is given once.`,
      at: { page: table.repeatedHeaders[0] ?? 1 },
    });
  }
  for (const [index, cells] of table.rows.entries()) {
    out.row(index + 1, cells);
    if (sink.isFull) break;
    if ((index + 1) % ROWS_PER_PAUSE === 0 && !(await pause(run))) return false;
  }
  out.end({
    ...(table.repeatedHeaders.length > 0 && { repeated_header_pages: table.repeatedHeaders }),
    ...(table.carryRows.length > 0 && { carry_rows: table.carryRows }),
  });
  return pause(run);
}

/** Lets the sink wait. @returns false when the parse was stopped: nothing may be pushed any more. */
export async function pause({ sink, context }: ParseRun): Promise<boolean> {
  const room = sink.ready();
  if (room !== null) await room;
  return !context.shouldStop();
}
