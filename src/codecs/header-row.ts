// Finds the header row among the first rows of a table. Cautious: a row that is not clearly a
// header stays a row, since nothing is lost that way.
// Source: design rules for headers (non-empty distinct texts, type contrast, finance vocabulary).
import type { CellValue } from "../core/records.ts";

export interface SourceRow {
  /** 1-based row of the source. */
  row: number;
  cells: readonly CellValue[];
}

/** Longer texts are sentences, not names of columns. */
const MAX_HEADER_CELL_CHARACTERS = 80;
/** Share of a column's filled body cells that must be figures for the column to contrast. */
const CONTRAST_SHARE = 0.5;

/** To be matched without blanks, so that no run of them can be divided up in many ways. */
const CURRENCY = "(?:[$€£¥₹]|[A-Z]{3})?";
const DIGITS = String.raw`(?:\d[\d.,'’]*|[.,]\d+)(?:e[-+]?\d+)?`;
const AMOUNT = new RegExp(
  String.raw`^[(<]?${CURRENCY}[-+−–]?${CURRENCY}${DIGITS}%?${CURRENCY}[)>]?[-−]?(?:CR|DR|C|D)?\.?$`,
  "i",
);
const DATE =
  /^(?:\d{1,4}[-/. ]\d{1,2}[-/. ]\d{1,4}|\d{1,4}[-/. ]?[A-Za-zäéûçñ]{3,9}\.?[-/. ,]{0,2}\d{2,4}|[A-Za-z]{3,9}\.? \d{1,2},? \d{2,4})(?:[T ,]+\d{1,2}[:.]\d{2}.*)?$/;
const TIME = /^\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[AaPp]\.?[Mm]\.?)?$/;
const DURATION = /^-?P(?=.)(?:\d+D)?(?:T(?:\d+H)?(?:\d+M)?(?:[\d.]+S)?)?$/;

/** Words that name columns of finance files and registers, in the languages of common exports. */
const VOCABULARY = new Set(
  `account acct accountno gl code id key number no nr num description desc details detail narration narrative
  memo notes note text name title label debit dr credit cr balance opening closing beginning ending date
  time posted posting transaction transactions trans txn value amount amt total subtotal net gross tax vat
  gst price rate qty quantity unit units currency ccy period year month day ref reference voucher invoice
  document doc journal entry ledger type category class status side source department dept cost centre
  center project customer client vendor supplier payee payer bank branch iban bic check cheque email phone
  address city state country region zip postcode product item sku symbol shares security fee fees
  commission booking
  konto kontonummer bezeichnung soll haben saldo betrag datum buchungstag valuta wert währung beleg
  verwendungszweck empfänger compte libellé libelle débit crédit solde montant devise pièce cuenta
  descripción debe haber fecha importe moneda conto descrizione dare avere data importo saldi débito
  crédito valor conta rekening bedrag omschrijving`.split(/\s+/),
);

/** True for numbers, amounts, dates and times, whether typed or written as text. */
export function isFigure(cell: CellValue): boolean {
  if (typeof cell !== "string") return cell !== null;
  const text = cell.trim();
  // Every pattern needs a digit; most texts are told apart here.
  if (!/\d/.test(text) || text.length > 40) return false;
  return (
    AMOUNT.test(text.replaceAll(/\s/g, "")) ||
    DATE.test(text) ||
    TIME.test(text) ||
    DURATION.test(text)
  );
}

/** Columns up to the last cell that is not empty. */
export function filledWidth(cells: readonly CellValue[]): number {
  let width = cells.length;
  while (width > 0 && isBlank(cells[width - 1] ?? null)) width -= 1;
  return width;
}

/** The most frequent of `widths`, the larger of two alike; 0 when there are none. */
export function modalWidth(widths: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const width of widths) counts.set(width, (counts.get(width) ?? 0) + 1);
  let modal = 0;
  let most = 0;
  for (const [width, count] of counts) {
    if (count > most || (count === most && width > modal)) [modal, most] = [width, count];
  }
  return modal;
}

/**
 * Chooses the header among the first rows of a table.
 * @param rows not empty ones of the source, in order.
 * @returns index into `rows`, or null when no row is clearly a header.
 */
export function findHeaderRow(rows: readonly SourceRow[]): number | null {
  const widths = rows.map(({ cells }) => filledWidth(cells));
  const modal = modalWidth(widths.filter((width) => width > 0));
  if (modal === 0) return null;
  for (const [index, { cells }] of rows.entries()) {
    const width = widths[index] ?? 0;
    if (width < modal) continue;
    // In a single column nothing sets a preamble apart.
    if (width === 1 && index > 0) return null;
    const body = rows.slice(index + 1).filter((_, after) => (widths[index + 1 + after] ?? 0) > 0);
    if (body.length === 0) return null;
    const names = cells.slice(0, width);
    if (
      isRowOfNames(names) &&
      !recurs(names, body) &&
      (contrasts(names, body) || hasVocabulary(names))
    )
      return index;
    // Once figures stand in a full row the body has begun, and a header is not to be found in it.
    if (cells.some(isFigure)) return null;
  }
  return null;
}

function isBlank(cell: CellValue): boolean {
  return cell === null || (typeof cell === "string" && cell.trim() === "");
}

function isRowOfNames(cells: readonly CellValue[]): boolean {
  const seen = new Set<string>();
  for (const cell of cells) {
    if (typeof cell !== "string" || isBlank(cell) || isFigure(cell)) return false;
    if (cell.length > MAX_HEADER_CELL_CHARACTERS) return false;
    seen.add(cell.trim().toLowerCase());
  }
  return seen.size === cells.length;
}

/** True when a column holds its own name again: then it is no name. */
function recurs(names: readonly CellValue[], body: readonly SourceRow[]): boolean {
  return body.some(({ cells }) => names.some((name, column) => cells[column] === name));
}

/** True when a column has mostly figures, or mostly texts with digits, below a name without any. */
function contrasts(names: readonly CellValue[], body: readonly SourceRow[]): boolean {
  return names.some((name, column) => {
    let filled = 0;
    let figures = 0;
    let coded = 0;
    for (const { cells } of body) {
      const cell = cells[column] ?? null;
      if (isBlank(cell)) continue;
      filled += 1;
      if (isFigure(cell)) figures += 1;
      else if (/\d/.test(String(cell))) coded += 1;
    }
    if (filled === 0) return false;
    const hasDigit = /\d/.test(String(name));
    return figures > filled * CONTRAST_SHARE || (!hasDigit && figures + coded === filled);
  });
}

/** True when at least half of the names hold a known word: one word alone may stand in any row. */
function hasVocabulary(names: readonly CellValue[]): boolean {
  const known = names.filter((name) =>
    String(name)
      .toLowerCase()
      .split(/[^\p{L}]+/u)
      .some((word) => VOCABULARY.has(word)),
  );
  return known.length * 2 >= names.length;
}
