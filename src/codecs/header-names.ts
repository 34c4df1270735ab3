// Judges a row of names against the rows below it: whether they can be names at all, and whether
// they head these rows.
// Source: design rules for headers (non-empty distinct texts, type contrast, finance vocabulary).
import type { CellValue } from "../core/records.ts";
import { isBlank, isFigure, kindOf, periodOf } from "./figures.ts";
import { isKnownName, MAX_NAME_CHARACTERS } from "./header-words.ts";

export interface ValueRow {
  /** 1-based row of the source. */
  row: number;
  cells: readonly CellValue[];
}

export interface SourceRow extends ValueRow {
  /** True when a blank line or an empty row stands before it. */
  hasGap: boolean;
}

/** Rows below that a header is tried on. */
export const BODY_ROWS = 24;
/** Share of a column's filled body cells that must be figures for the column to contrast. */
const CONTRAST_SHARE = 0.5;
/** Share of the names that must hold known words: one word alone may stand in any row. */
const KNOWN_SHARE = 0.5;
/** One name in so many, or more of them, may not stand in its own column again. */
const RECURRING_PARTS = 4;
/** The same where nothing but words speaks for a header. */
const KNOWN_ALONE_SHARE = 2 / 3;

/** Columns up to the last cell that is not empty. */
export function filledWidth(cells: readonly CellValue[]): number {
  let width = cells.length;
  while (width > 0 && isBlank(cells[width - 1])) width -= 1;
  return width;
}

/** True for texts that could be names of two columns or more. */
export function isRowOfNames(cells: readonly CellValue[]): boolean {
  const filled = cells.filter((cell) => !isBlank(cell));
  return filled.length > 1 && filled.every(isName);
}

/** Of the filled cells, the share that holds a known word or names a period. */
export function knownShare(cells: readonly CellValue[]): number {
  const filled = cells.filter((cell) => !isBlank(cell));
  const known = filled.filter((cell) => isKnownName(cell) || periodOf(cell) !== null);
  return filled.length === 0 ? 0 : known.length / filled.length;
}

/** True when the names hold known words as a header's do. */
export function hasKnownNames(names: readonly CellValue[]): boolean {
  return knownShare(names) >= KNOWN_SHARE;
}

export function isName(cell: CellValue): boolean {
  if (periodOf(cell) !== null) return true;
  return typeof cell === "string" && kindOf(cell) === "text" && cell.length <= MAX_NAME_CHARACTERS;
}

export function isComplete(names: readonly CellValue[]): boolean {
  const seen = new Set(
    names.map((name) =>
      String(name ?? "")
        .trim()
        .toLowerCase(),
    ),
  );
  return seen.size === names.length && !seen.has("");
}

/** Blank and repeated names are numbered later; too many of them make no header. */
export function isNearlyComplete(names: readonly CellValue[]): boolean {
  const filled = names.filter((name) => !isBlank(name)).length;
  return filled > 1 && filled * 3 >= names.length * 2;
}

/** Whether names can be those of the rows below: by contrast, by known words, or as periods. */
export function headsBody(names: readonly CellValue[], body: readonly SourceRow[]): boolean {
  const filled = names.filter((name) => !isBlank(name));
  const texts = filled.filter((name) => periodOf(name) === null);
  if (body.length === 0) {
    return (
      texts.length > 1 &&
      texts.every((name) => isKnownName(name) && isShort(name, 4)) &&
      isComplete(names)
    );
  }
  if (recurs(names, body) || isKeyValueList(names, body) || isForm(names)) return false;
  if (texts.length < filled.length) return headsPeriods(names, texts, body);
  return contrasts(names, body) || isSetApartByWords(names, body);
}

/** Known words alone tell a header from texts where most names hold one and few cells below do. */
function isSetApartByWords(names: readonly CellValue[], body: readonly SourceRow[]): boolean {
  const known = knownShare(names);
  if (names.length === 1)
    return known === 1 && isShort(names[0] ?? null, 2) && knownBelow(names, body) === 0;
  return known >= KNOWN_ALONE_SHARE && knownBelow(names, body) <= known / 2;
}

/** Figures that are periods head columns of other figures, several of a kind or beside known words. */
function headsPeriods(
  names: readonly CellValue[],
  texts: readonly CellValue[],
  body: readonly SourceRow[],
): boolean {
  const periods = names.filter((name) => periodOf(name) !== null);
  if (new Set(periods).size < periods.length) return false;
  const kinds = periods.map((name) => periodOf(name));
  const isSeries = kinds.length > 1 && new Set(kinds).size === 1;
  if (!isSeries && (texts.length === 0 || !hasKnownNames(texts))) return false;
  if (texts.length === 0 && !isBlank(names[0])) return false;
  let hasFigures = false;
  for (const [column, name] of names.entries()) {
    const kind = periodOf(name);
    if (kind === null) continue;
    const cells = filledCells(body, column);
    const alike = cells.filter((cell) => periodOf(cell) === kind);
    if (alike.length > 0 && alike.length >= cells.length * CONTRAST_SHARE) return false;
    hasFigures ||= cells.filter(isFigure).length > cells.length * CONTRAST_SHARE;
  }
  return hasFigures;
}

/**
 * True when columns hold their own names again: then they are no names, unless the whole row stands
 * again, or it is one name among many.
 */
function recurs(names: readonly CellValue[], body: readonly SourceRow[]): boolean {
  const isOwn = names.map((name) => !isBlank(name) && periodOf(name) === null);
  const most = isOwn.filter(Boolean).length;
  return body.some(({ cells }) => {
    const same = names.filter((name, column) => isOwn[column] && cells[column] === name).length;
    return same < most && same * RECURRING_PARTS >= most && same > 0;
  });
}

/** Forms have labels with a colon beside their values. */
function isForm(names: readonly CellValue[]): boolean {
  const labels = names.filter((name) => endsWithColon(name));
  return labels.length > 1 || (labels.length === 1 && names.length === 2);
}

/** A label and its value, above others of the kind. */
function isKeyValueList(names: readonly CellValue[], body: readonly SourceRow[]): boolean {
  return names.length === 2 && !isKnownName(names[1] ?? null) && holdsLabels(body);
}

/** True for rows of which most begin with a known word or a colon's label; long lists are tables. */
export function holdsLabels(body: readonly SourceRow[]): boolean {
  if (body.length >= BODY_ROWS) return false;
  const labels = filledCells(body, 0);
  const known = labels.filter((label) => isKnownName(label) || endsWithColon(label));
  return known.length * 2 > labels.length;
}

function endsWithColon(cell: CellValue): boolean {
  return typeof cell === "string" && cell.trimEnd().endsWith(":");
}

/** True when a column has mostly figures, or mostly texts with digits, below a name without any. */
function contrasts(names: readonly CellValue[], body: readonly SourceRow[]): boolean {
  return names.some((name, column) => {
    const cells = filledCells(body, column);
    if (cells.length === 0) return false;
    const figures = cells.filter(isFigure).length;
    const coded = cells.filter((cell) => !isFigure(cell) && /\d/.test(String(cell))).length;
    const hasDigit = /\d/.test(String(name));
    const isCoded = !hasDigit && cells.length > 1 && figures + coded === cells.length;
    return figures > cells.length * CONTRAST_SHARE || isCoded;
  });
}

export function hasFiguresBelow(names: readonly CellValue[], body: readonly SourceRow[]): boolean {
  return names.some((name, column) => {
    if (isBlank(name)) return false;
    const cells = filledCells(body, column);
    return cells.filter(isFigure).length > cells.length * CONTRAST_SHARE;
  });
}

/** Share of known words among the cells below, an answer "No" and lines of one cell left out. */
function knownBelow(names: readonly CellValue[], body: readonly SourceRow[]): number {
  const cells = body.flatMap((row) => {
    const filled = row.cells.slice(0, names.length).filter((cell) => !isBlank(cell));
    return filled.length > 1 || names.length === 1 ? filled : [];
  });
  const known = cells.filter((cell) => isKnownName(cell) && !/^no$/i.test(String(cell).trim()));
  return cells.length === 0 ? 0 : known.length / cells.length;
}

function filledCells(body: readonly SourceRow[], column: number): CellValue[] {
  return body.map(({ cells }) => cells[column] ?? null).filter((cell) => !isBlank(cell));
}

function isShort(name: CellValue, words: number): boolean {
  return String(name).trim().split(/\s+/).length <= words;
}
