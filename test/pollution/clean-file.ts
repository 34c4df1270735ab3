// The one clean file that every pollution is done to, and the writer of its records. The writer
// shares nothing with the code under test.

/** A cell as it is meant; null where it is empty. */
export type Cell = string | null;

export const HEADER: readonly string[] = [
  "Date",
  "Voucher",
  "Account",
  "Description",
  "Debit",
  "Credit",
  "Balance",
];

/** A small ledger with what makes text hard: delimiters, quotes, a line break, an apostrophe, codes. */
export const ROWS: readonly (readonly Cell[])[] = [
  [
    "2025-01-02",
    "V-1001",
    "0010",
    "Opening balance, carried forward",
    null,
    "12500.00",
    "-12500.00",
  ],
  ["2025-01-03", "V-1002", "4000", "Consulting for Café Zürich", "1980.50", null, "-10519.50"],
  ["2025-01-07", "V-1003", "0700", 'Rent of "Unit 4"', null, "850.00", "-11369.50"],
  ["2025-01-09", "V-1004", "6815", "Phone\nand internet", null, "49.99", "-11419.49"],
  ["2025-01-14", "V-1005", "1200", "Smith's invoice 2291", "3200.00", null, "-8219.49"],
  ["2025-01-20", "V-1006", "6800", null, null, "12.40", "-8231.89"],
  ["2025-01-21", "V-1007", "1200", "Parker & Sons; second reminder", "15.00", null, "-8216.89"],
  ["2025-01-27", "V-1008", "2100", "Loan 77-204 due 2025-01-31", null, "410.25", "-8627.14"],
  ["2025-01-30", "V-1009", "9000", "Exchange difference", "0.07", null, "-8627.07"],
  ["2025-01-31", "V-1010", "0010", "Closing balance, to February", null, null, "-8627.07"],
];

/** How a file writes its records. */
export interface Style {
  delimiter: string;
  quote: string;
  /** What stands before a quote within quotes: the quote itself, or a backslash (doubled in turn). */
  escape: "quote" | "backslash";
  quotes: "where needed" | "filled cells" | "all cells";
}

export const CLEAN: Style = {
  delimiter: ",",
  quote: '"',
  escape: "quote",
  quotes: "where needed",
};

/** Whether the cell cannot stand without quotes. */
export function needsQuotes(cell: Cell, { delimiter, quote }: Style = CLEAN): boolean {
  if (cell === null) return false;
  return [delimiter.trim() || delimiter, quote, "\n", "\r"].some((part) => cell.includes(part));
}

export function quoted(cell: Cell, { quote, escape }: Style = CLEAN): string {
  const text = cell ?? "";
  const inner =
    escape === "quote"
      ? text.replaceAll(quote, quote + quote)
      : text.replaceAll("\\", "\\\\").replaceAll(quote, `\\${quote}`);
  return `${quote}${inner}${quote}`;
}

export function writeCell(cell: Cell, style: Style = CLEAN): string {
  const isQuoted =
    style.quotes === "all cells" ||
    (style.quotes === "filled cells" && cell !== null) ||
    needsQuotes(cell, style);
  return isQuoted ? quoted(cell, style) : (cell ?? "");
}

export function writeRecord(cells: readonly Cell[], style: Style = CLEAN): string {
  return cells.map((cell) => writeCell(cell, style)).join(style.delimiter);
}
