// How sure it is that a table was read as its author set it: a figure from 0 to 1 with its parts.
// Source: design section on confidence (weighted geometric mean; arithmetic outweighs the rest).
import { checkArithmetic, type ArithmeticResult } from "./arithmetic.ts";
import { isLabel, isValueOrNone } from "./cell-values.ts";

export interface ConfidenceParts {
  /** Share of the text that lies within one column each. */
  grid_fit: number;
  /** Share of the rows that fill about as many columns as most do. */
  row_consistency: number;
  /** Share of the cells that are of the kind of their column. */
  type_consistency: number;
  /** Share of the columns that have a name above them. */
  header: number;
  /** What adds up and what does not; null where nothing can be checked. */
  arithmetic: ArithmeticResult | null;
}

export interface Confidence {
  confidence: number;
  parts: ConfidenceParts;
}

interface JudgedTable {
  rows: readonly (readonly (string | null)[])[];
  headerRows: number;
  gridFit: number;
  /** Of its pages: the share of letters that the fonts do not map. */
  unmappedShare: number;
}

const WEIGHTS = { grid_fit: 0.3, row_consistency: 0.25, type_consistency: 0.3, header: 0.15 };
/** Below this, a part says no more; a table without names may be read well all the same. */
const LEAST_PART = 0.05;
const LEAST_HEADER = 0.4;
const PROVEN = 0.95;
const PROVEN_SHARE = 0.9;
const DISPROVED = 0.7;
const MAX_UNMAPPED_SHARE = 0.2;
const UNREADABLE = 0.2;

export function judge({ rows, headerRows, gridFit, unmappedShare }: JudgedTable): Confidence {
  const body = rows.slice(headerRows);
  const arithmetic = checkArithmetic(rows, headerRows);
  const parts: ConfidenceParts = {
    grid_fit: round(gridFit),
    row_consistency: round(rowConsistency(body)),
    type_consistency: round(typeConsistency(body)),
    header: round(headerShare(rows, headerRows)),
    arithmetic,
  };
  let confidence =
    Math.max(parts.grid_fit, LEAST_PART) ** WEIGHTS.grid_fit *
    Math.max(parts.row_consistency, LEAST_PART) ** WEIGHTS.row_consistency *
    Math.max(parts.type_consistency, LEAST_PART) ** WEIGHTS.type_consistency *
    Math.max(parts.header, LEAST_HEADER) ** WEIGHTS.header;
  if (arithmetic !== null) {
    const passed = arithmetic.passed / arithmetic.checks;
    confidence =
      passed >= PROVEN_SHARE ? Math.max(confidence, PROVEN) : Math.min(confidence, DISPROVED);
  }
  if (unmappedShare > MAX_UNMAPPED_SHARE) confidence = Math.min(confidence, UNREADABLE);
  return { confidence: round(confidence), parts };
}

function round(share: number): number {
  return Math.round(share * 1000) / 1000;
}

function filledCount(cells: readonly (string | null)[]): number {
  return cells.reduce((count, cell) => count + (cell === null ? 0 : 1), 0);
}

/** Titles of sections fill one column, and accounts leave debit or credit blank: both are usual. */
function rowConsistency(body: readonly (readonly (string | null)[])[]): number {
  if (body.length === 0) return 0;
  const counts = new Map<number, number>();
  for (const cells of body) {
    const filled = filledCount(cells);
    counts.set(filled, (counts.get(filled) ?? 0) + 1);
  }
  let modal = 0;
  let most = 0;
  for (const [filled, count] of counts) if (count > most) [modal, most] = [filled, count];
  const points = body.reduce((sum, cells) => {
    const away = Math.abs(filledCount(cells) - modal);
    return sum + (away === 0 ? 1 : away === 1 ? 0.9 : filledCount(cells) === 1 ? 0.7 : 0.6);
  }, 0);
  return points / body.length;
}

function typeConsistency(body: readonly (readonly (string | null)[])[]): number {
  const width = body[0]?.length ?? 0;
  let fitting = 0;
  let filled = 0;
  for (let column = 0; column < width; column += 1) {
    let values = 0;
    let labels = 0;
    let others = 0;
    for (const cells of body) {
      const text = cells[column] ?? null;
      if (text === null) continue;
      if (isValueOrNone(text)) values += 1;
      else if (isLabel(text)) labels += 1;
      else others += 1;
    }
    fitting += Math.max(values, labels + others);
    filled += values + labels + others;
  }
  return filled === 0 ? 0 : fitting / filled;
}

function headerShare(rows: readonly (readonly (string | null)[])[], headerRows: number): number {
  const width = rows[0]?.length ?? 0;
  if (headerRows === 0 || width === 0) return 0;
  let named = 0;
  for (let column = 0; column < width; column += 1) {
    const hasName = rows.slice(0, headerRows).some((cells) => (cells[column] ?? null) !== null);
    // The column of labels often has no name.
    if (hasName || column === 0) named += 1;
  }
  return named / width;
}
