// Tables that go on over pages: one table, its header once, its columns by their places.
// Source: design section on borderless tables (across pages).
import { CARRY } from "./cell-values.ts";
import type { Column } from "./line-rows.ts";
import type { PageTable, TableRow } from "./table.ts";

/** A page's tables with what stands above the first and below the last of them. */
export interface TablesOfPage {
  page: number;
  tables: readonly PageTable[];
  /** Lines of text that are in no table, running lines left out. */
  linesAbove: readonly string[];
  linesBelow: number;
  /** Share of the letters of the page that its fonts do not map. */
  unmappedShare: number;
}

export interface StitchedTable {
  pages: number[];
  kind: PageTable["kind"];
  columns: Column[];
  rows: (string | null)[][];
  headerRows: number;
  /** Pages on which the header stood again; it is given once. */
  repeatedHeaders: number[];
  /** 1-based rows that carry a sum from page to page. */
  carryRows: number[];
  /** Sum over rows, for the mean. */
  fitSum: number;
  fitRows: number;
  unmappedShare: number;
}

/** Lines that may stand between the parts of a table: notes at the foot, titles at the head. */
const MAX_LINES_BETWEEN = 3;
const SAME_EDGE = 3;
const MIN_COMMON_EDGES = 0.5;
export function beginTable(table: PageTable, unmappedShare: number): StitchedTable {
  return {
    pages: [table.page],
    kind: table.kind,
    columns: table.columns.map(({ x0, x1 }) => ({ x0, x1 })),
    rows: table.rows.map(({ cells }) => cells),
    headerRows: table.headerRows,
    repeatedHeaders: [],
    carryRows: [],
    fitSum: table.gridFit * table.rows.length,
    fitRows: table.rows.length,
    unmappedShare,
  };
}

/**
 * Adds the first table of a page to the table that the page before ended with.
 * @returns false when it is another table.
 */
export function continueTable(
  open: StitchedTable,
  before: TablesOfPage,
  next: TablesOfPage,
  table: PageTable,
): boolean {
  const map = matchColumns(open.columns, table.columns);
  if (map === null) return false;
  const repeated = countRepeatedRows(open, table.rows, map);
  const isTitled = next.linesAbove.some((line) => !CARRY.test(line));
  const hasSameTitle =
    next.linesAbove.length > 0 &&
    next.linesAbove.every((line) => before.linesAbove.includes(line) || CARRY.test(line));
  if (repeated === 0 && table.headerRows > 0 && open.headerRows > 0) return false;
  if (isTitled && !hasSameTitle && (repeated === 0 || next.linesAbove.length > MAX_LINES_BETWEEN))
    return false;
  if (before.linesBelow > MAX_LINES_BETWEEN && repeated === 0) return false;
  const widened = widen(open, table, map);
  markCarry(open, open.rows.length - 1);
  const added = table.rows.slice(repeated);
  const first = open.rows.length;
  for (const [index, row] of added.entries()) {
    const cells: (string | null)[] = open.columns.map(() => null);
    for (const [column, text] of row.cells.entries()) cells[widened[column] ?? 0] = text;
    if (index === 0 && joinsLast(open.rows.at(-1), cells)) continue;
    open.rows.push(cells);
  }
  markCarry(open, first);
  open.pages.push(table.page);
  if (repeated > 0) open.repeatedHeaders.push(table.page);
  open.fitSum += table.gridFit * added.length;
  open.fitRows += added.length;
  open.unmappedShare = Math.max(open.unmappedShare, next.unmappedShare);
  return true;
}

/** A text that went on over the page: small letters, nothing but labels, below a label. */
function joinsLast(
  last: (string | null)[] | undefined,
  cells: readonly (string | null)[],
): boolean {
  if (last === undefined) return false;
  const filled = cells.flatMap((text, column) => (text === null ? [] : [{ text, column }]));
  const [only] = filled;
  if (filled.length !== 1 || only === undefined || !/^\p{Ll}/u.test(only.text)) return false;
  const above = last[only.column] ?? null;
  if (above === null || !/\p{L}$/u.test(above)) return false;
  last[only.column] = `${above} ${only.text}`;
  return true;
}

function markCarry(open: StitchedTable, index: number): void {
  const cells = open.rows[index];
  if (cells === undefined || open.carryRows.includes(index + 1)) return;
  if (cells.some((text) => text !== null && CARRY.test(text))) open.carryRows.push(index + 1);
}

/** @returns for each column of the next part its column in the table; -1 for a new one. */
function matchColumns(open: readonly Column[], next: readonly Column[]): number[] | null {
  const map: number[] = [];
  let matched = 0;
  let common = 0;
  for (const column of next) {
    let at = -1;
    let widest = 0;
    for (const [index, { x0, x1 }] of open.entries()) {
      const overlap = Math.min(x1, column.x1) - Math.max(x0, column.x0);
      if (overlap > widest) [at, widest] = [index, overlap];
    }
    if (at !== -1 && map.includes(at)) return null;
    map.push(at);
    const own = open[at];
    if (own === undefined) continue;
    matched += 1;
    const isCommon =
      Math.abs(own.x0 - column.x0) <= SAME_EDGE || Math.abs(own.x1 - column.x1) <= SAME_EDGE;
    if (isCommon) common += 1;
  }
  const most = Math.max(open.length, next.length);
  if (matched < 2 || matched < most * 0.6 || common < matched * MIN_COMMON_EDGES) return null;
  return map;
}

function normalise(text: string | null | undefined): string {
  return (text ?? "").toLowerCase().replaceAll(/\s+/gu, "");
}

/** Rows at the top of the next part that are those of the header. */
function countRepeatedRows(
  open: StitchedTable,
  rows: readonly TableRow[],
  map: readonly number[],
): number {
  const header = open.rows.slice(0, Math.max(open.headerRows, 1));
  const first = rows[0];
  if (first === undefined) return 0;
  const isSame = (row: TableRow, own: readonly (string | null)[]): boolean =>
    row.cells.every((text, column) => {
      const at = map[column] ?? -1;
      return at === -1 ? text === null : normalise(text) === normalise(own[at]);
    });
  const start = header.findIndex((own) => isSame(first, own));
  if (start === -1 || (open.headerRows === 0 && !looksLikeHeader(first))) return 0;
  let count = 0;
  while (count < rows.length) {
    const row = rows[count];
    const own = header[start + count];
    if (row === undefined || own === undefined || !isSame(row, own)) break;
    count += 1;
  }
  return count;
}

function looksLikeHeader({ cells }: TableRow): boolean {
  return cells.filter((text) => text !== null).every((text) => !/\d/u.test(text));
}

/** Makes room for columns that the table did not have. @returns the places of the part's columns. */
function widen(open: StitchedTable, table: PageTable, map: readonly number[]): number[] {
  const places = [...map];
  for (const [column, at] of map.entries()) {
    const extent = table.columns[column];
    if (at !== -1 || extent === undefined) continue;
    const place = open.columns.filter(({ x0 }) => x0 < extent.x0).length;
    open.columns.splice(place, 0, { ...extent });
    for (const cells of open.rows) cells.splice(place, 0, null);
    for (const [index, taken] of places.entries()) if (taken >= place) places[index] = taken + 1;
    places[column] = place;
  }
  for (const [column, extent] of table.columns.entries()) {
    const own = open.columns[places[column] ?? -1];
    if (own === undefined) continue;
    own.x0 = Math.min(own.x0, extent.x0);
    own.x1 = Math.max(own.x1, extent.x1);
  }
  return places;
}
