// Makes rows of lines: lines of one wrapped cell are joined, rules between lines keep them apart.
// Source: design section on borderless tables (multi-line cells, headers of several lines).
import { CARRY, isLabel, isValue, isValueOrNone } from "./cell-values.ts";
import { textOf, type Column, type LineRow } from "./line-rows.ts";
import { boundingBox, median, type Word } from "./page.ts";
import { cellText, type TableRow } from "./table.ts";

/** Lines of one cell are at most this many font sizes apart. */
const MAX_LEADING = 1.45;
const MAX_LOOSE_LEADING = 1.8;
/** Lines of a cell stand closer than rows do, where the table tells them apart by that. */
const TIGHTER = 0.87;
/** Share of the rows that have a rule between them for rules to part all rows. */
const RULED_SHARE = 0.6;

/** Share of the rows with values that fill the first column, where it holds their keys. */
const KEYED_SHARE = 0.8;

export interface MergedRows {
  rows: TableRow[];
  headerRows: number;
}

/** @param rules positions of horizontal edges that reach over the table. */
export function mergeRows(
  lines: readonly LineRow[],
  columns: readonly Column[],
  rules: readonly number[],
): MergedRows {
  const firstValue = lines.findIndex(hasValues);
  const bodyStart = firstValue < 0 ? 0 : firstValue;
  const header = mergeHeader(lines.slice(0, bodyStart), rules);
  const body = mergeBody(lines.slice(bodyStart), columns, rules);
  return {
    rows: [...header, ...body].map((group) => toTableRow(group, columns.length)),
    headerRows: header.length,
  };
}

/** True when a column other than the first holds a value. */
function hasValues({ cells }: LineRow): boolean {
  return cells.some((cell, column) => column > 0 && isValueOrNone(textOf(cell)) && !isPeriod(cell));
}

/** Years head columns as well. */
function isPeriod(cell: readonly Word[]): boolean {
  return /^(?:19|20)\d\d(?:[/-](?:19|20)?\d\d)?\*?$/u.test(textOf(cell) ?? "");
}

function isRuled(upper: LineRow, lower: LineRow, rules: readonly number[]): boolean {
  return rules.some(
    (rule) => rule > upper.baseline - upper.size * 0.4 && rule < lower.baseline - lower.size * 0.4,
  );
}

/** Names that wrap are joined; names above a group of columns stay a row of their own. */
function mergeHeader(lines: readonly LineRow[], rules: readonly number[]): LineRow[][] {
  const groups: LineRow[][] = [];
  for (const line of lines) {
    const last = groups.at(-1);
    const above = last?.at(-1);
    const goesOn =
      above !== undefined &&
      above.spans.size === 0 &&
      line.spans.size === 0 &&
      line.baseline - above.baseline <= MAX_LEADING * Math.max(line.size, above.size) &&
      !isRuled(above, line, rules);
    if (goesOn) last?.push(line);
    else groups.push([line]);
  }
  return groups;
}

function mergeBody(
  lines: readonly LineRow[],
  columns: readonly Column[],
  rules: readonly number[],
): LineRow[][] {
  const full = lines.filter(hasValues);
  const hasFigures = full.length > 0;
  const rows = hasFigures ? full : lines;
  const gaps = rows.slice(1).map((row, index) => row.baseline - (rows[index]?.baseline ?? 0));
  const pitch = gaps.length > 0 ? median(gaps) : Infinity;
  const keyed = full.filter(({ cells }) => (cells[0] ?? []).length > 0).length;
  const hasKeys = full.length > 1 && keyed >= full.length * KEYED_SHARE;
  const ruled = lines.slice(1).filter((line, i) => isRuled(lines[i] ?? line, line, rules)).length;
  const isRuledThrough = full.length > 2 && ruled >= (full.length - 1) * RULED_SHARE;
  const groups: LineRow[][] = [];
  for (const [index, line] of lines.entries()) {
    const last = groups.at(-1);
    const above = last?.at(-1);
    if (last === undefined || above === undefined) {
      groups.push([line]);
      continue;
    }
    const isApart = isRuled(above, line, rules);
    const goesOn = isRuledThrough
      ? !isApart && !sharesValues(last, line)
      : !isApart &&
        isContinued(last, line, lines[index + 1], {
          columns,
          pitch,
          hasKeys,
          hasFigures,
        });
    if (goesOn) last.push(line);
    else groups.push([line]);
  }
  return groups;
}

interface BodyFacts {
  columns: readonly Column[];
  /** Distance of rows with values. */
  pitch: number;
  /** Nearly every row with values fills the first column. */
  hasKeys: boolean;
  hasFigures: boolean;
}

function isWithoutKey({ cells }: LineRow): boolean {
  return (
    (cells[0] ?? []).length === 0 &&
    cells.every((cell) => cell.length === 0 || isLabel(textOf(cell))) &&
    !cells.some((cell) => CARRY.test(textOf(cell) ?? ""))
  );
}

/** Two values in one column are two rows. */
function sharesValues(group: readonly LineRow[], line: LineRow): boolean {
  return line.cells.some(
    (cell, column) =>
      isValueOrNone(textOf(cell)) &&
      group.some(({ cells }) => isValueOrNone(textOf(cells[column]))),
  );
}

function isContinued(
  group: readonly LineRow[],
  line: LineRow,
  next: LineRow | undefined,
  { columns, pitch, hasKeys, hasFigures }: BodyFacts,
): boolean {
  const above = group.at(-1);
  if (above === undefined || line.spans.size > 0 || above.spans.size > 0) return false;
  const gap = line.baseline - above.baseline;
  const isTighter = gap < pitch * TIGHTER;
  // Wide leading is still that of a cell where rows stand wider yet.
  const leading = isTighter ? MAX_LOOSE_LEADING : MAX_LEADING;
  if (gap > leading * Math.max(line.size, above.size)) return false;
  if (sharesValues(group, line)) return false;
  if (!hasFigures)
    return gap < pitch * TIGHTER || (isWithoutKey(line) && wraps(above, line, columns));
  const groupHasValues = group.some(hasValues);
  // Every row begins with a date, a code or a name: what begins further right goes on.
  if (hasKeys && groupHasValues && isWithoutKey(line)) return true;
  if (groupHasValues && hasValues(line)) return false;
  const nextGap = next === undefined ? Infinity : next.baseline - line.baseline;
  if (hasValues(line) && !groupHasValues) {
    // The label began above its figures, unless it is the title of a section.
    return wraps(above, line, columns) && (isTighter || startsLower(line)) && nextGap >= gap * 0.95;
  }
  if (!groupHasValues && isTighter && wraps(above, line, columns)) return true;
  // A label that has more room to the next row than to this one belongs to this one.
  const isNearer = gap < nextGap * TIGHTER;
  return wraps(above, line, columns) || (isTighter && isNearer && groupHasValues);
}

function startsLower({ cells }: LineRow): boolean {
  const first = cells.find((cell) => cell.length > 0)?.[0];
  return first !== undefined && /^\p{Ll}/u.test(first.text);
}

/** True when a text of `line` goes on with that above: it would not have fitted there. */
function wraps(above: LineRow, line: LineRow, columns: readonly Column[]): boolean {
  let isWrapped = false;
  for (const [column, cell] of line.cells.entries()) {
    const text = textOf(cell);
    if (text === null || !isLabel(text)) continue;
    const before = above.cells[column] ?? [];
    const [first] = cell;
    if (before.length === 0 || first === undefined || isValue(textOf(before))) return false;
    const end = Math.max(...before.map(({ x1 }) => x1));
    const room = (columns[column]?.x1 ?? end) - end;
    const isLower = /^\p{Ll}/u.test(first.text);
    const isFull = before.length > 1 && room < first.x1 - first.x0 + 0.25 * line.size;
    if (!isFull && !isLower) return false;
    isWrapped = true;
  }
  return isWrapped;
}

function toTableRow(lines: readonly LineRow[], width: number): TableRow {
  const cells = Array.from({ length: width }, (_, column) =>
    cellText(lines.flatMap((line) => line.cells[column] ?? [])),
  );
  const spans = new Map(lines.flatMap((line) => [...line.spans]));
  const box = boundingBox(lines.flatMap((line) => line.cells.flat()));
  return { ...box, cells, ...(spans.size > 0 && { spans }) };
}
