// Pollutions of a file's structure: its header, what stands around and between its rows, several
// tables, and hardly any content at all.
import { HEADER, ROWS, type Cell } from "./clean-file.ts";
import { BYTE_ORDER_MARK, utf16, utf8 } from "./encode.ts";
import {
  BLANK,
  clean,
  ended,
  followed,
  header,
  insertAt,
  kept,
  row,
  rows,
  type Piece,
  type PollutionClass,
  type Variant,
} from "./variant.ts";

const TITLE = kept("General ledger of Example Ltd");
const PERIOD = kept("Period: January 2025");
const CURRENCY = kept("Currency", "EUR");
const NOTE = kept("End of report");

const headers: PollutionClass = {
  title: "Header rows",
  rule: "No header: every record is a row. Several: the cells of all of them are kept, as names of columns, among the facts of the table, or as rows. The rows below are untouched.",
  variants: [
    { name: "no header", pieces: rows() },
    { name: "no header, one row less", pieces: rows().slice(1) },
    { name: "two header rows", pieces: [kept(...UPPER()), { ...header(), is: "kept" }, ...rows()] },
    {
      name: "three header rows",
      pieces: [kept(...UPPER()), { ...header(), is: "kept" }, kept(...UNITS()), ...rows()],
    },
    {
      name: "the header given twice",
      pieces: [{ ...header(), is: "kept" }, { ...header(), is: "kept" }, ...rows()],
    },
    {
      name: "the header given again within the rows",
      pieces: insertAt(clean(), 6, { ...header(), is: "kept" }),
      tables: null,
    },
    {
      name: "a line of dashes below the header",
      pieces: insertAt(clean(), 1, kept(...HEADER.map((name) => "-".repeat(name.length)))),
      tables: null,
    },
    {
      name: "numbers of columns above the header",
      pieces: [
        kept(...HEADER.map((_, index) => String(index + 1))),
        { ...header(), is: "kept" },
        ...rows(),
      ],
    },
  ],
};

function UPPER(): Cell[] {
  return [null, null, null, null, "Movement", null, "Total"];
}

function UNITS(): Cell[] {
  return [null, null, null, null, "EUR", "EUR", "EUR"];
}

const preambles: PollutionClass = {
  title: "Lines above the table",
  rule: "The header is found below them, and all of their cells are kept.",
  variants: [
    { name: "one line", pieces: [TITLE, ...clean()] },
    { name: "two lines", pieces: [TITLE, PERIOD, ...clean()] },
    { name: "three lines, one of two cells", pieces: [TITLE, PERIOD, CURRENCY, ...clean()] },
    { name: "one line and a blank line", pieces: [TITLE, BLANK, ...clean()] },
    { name: "three lines and a blank line", pieces: [TITLE, PERIOD, CURRENCY, BLANK, ...clean()] },
    {
      name: "two lines and three blank lines",
      pieces: [TITLE, PERIOD, BLANK, BLANK, BLANK, ...clean()],
    },
    {
      name: "blank lines between them",
      pieces: [TITLE, BLANK, PERIOD, BLANK, CURRENCY, BLANK, ...clean()],
    },
    {
      name: "ten lines of two cells",
      pieces: [
        ...Array.from({ length: 10 }, (_, index) => kept(`Setting ${index + 1}`, `value ${index}`)),
        ...clean(),
      ],
    },
    {
      name: "a line with delimiters",
      pieces: [kept("Example Ltd", " Main Street 1", " 12345 Town"), ...clean()],
    },
    {
      name: "a line in quotes with delimiters",
      pieces: [kept("Example Ltd, Main Street 1, Town"), ...clean()],
    },
    {
      name: "a line as wide as the table",
      pieces: [followed(TITLE, ",,,,,,"), ...clean()],
    },
    {
      name: "three lines as wide as the table",
      pieces: [
        followed(TITLE, ",,,,,,"),
        followed(PERIOD, ",,,,,,"),
        followed(CURRENCY, ",,,,,"),
        ...clean(),
      ],
    },
    {
      name: "comments with a number sign",
      pieces: [kept("# exported by Example Books"), kept("# version 4"), ...clean()],
    },
    { name: "a line in a file without header", pieces: [TITLE, ...rows()] },
    {
      name: "a line with an odd quote",
      pieces: [{ is: "open", text: 'Report on 12" pipes' }, ...clean()],
    },
    {
      name: "a line with a quote that is not closed",
      pieces: [{ is: "open", text: '"General ledger' }, ...clean()],
    },
    { name: "blank lines first", pieces: [BLANK, BLANK, BLANK, ...clean()] },
  ],
};

const footnotes: PollutionClass = {
  title: "Lines below the table",
  rule: "The rows above them are untouched, and all of their cells are kept.",
  variants: [
    { name: "one line", pieces: [...clean(), NOTE] },
    { name: "two lines", pieces: [...clean(), NOTE, kept("Printed by accounting")] },
    { name: "a blank line and one line", pieces: [...clean(), BLANK, NOTE] },
    {
      name: "three blank lines and two lines",
      pieces: [...clean(), BLANK, BLANK, BLANK, NOTE, PERIOD],
    },
    { name: "a line of two cells", pieces: [...clean(), kept("Rows", "10")] },
    {
      name: "a blank line and a line of two cells",
      pieces: [...clean(), BLANK, kept("Rows", "10")],
    },
    {
      name: "a line as wide as the table",
      pieces: [...clean(), followed(NOTE, ",,,,,,")],
    },
    {
      name: "totals",
      pieces: [...clean(), kept("Total", null, null, null, "5195.57", "13822.64", "-8627.07")],
    },
    {
      name: "a blank line and totals",
      pieces: [
        ...clean(),
        BLANK,
        kept("Total", null, null, null, "5195.57", "13822.64", "-8627.07"),
      ],
    },
    { name: "a line with a number sign", pieces: [...clean(), kept("# 10 rows")] },
    {
      name: "a line with delimiters in quotes",
      pieces: [...clean(), kept("Prepared by A, checked by B")],
    },
    { name: "a line, none at the end", pieces: [...clean(), ended(NOTE, "")] },
    { name: "lines above and below", pieces: [TITLE, BLANK, ...clean(), BLANK, NOTE] },
    {
      name: "lines above and below, no header",
      pieces: [TITLE, BLANK, ...rows(), BLANK, NOTE],
    },
  ],
};

function between(piece: Piece, name: string): Variant[] {
  return [...ROWS.keys()].map((index) => ({
    name: `${name} above record ${index + 1}`,
    pieces: insertAt(clean(), index + 1, piece),
  }));
}

const blankRows: PollutionClass = {
  title: "Blank lines and rows",
  rule: "Nothing comes of a line without content, and the rows around it are untouched, of one table.",
  variants: [
    ...between(BLANK, "a blank line"),
    ...between({ is: "blank", text: ",,,,,," }, "a row of empty cells"),
    ...between({ is: "blank", text: ",,," }, "a short row of empty cells"),
    {
      name: "two blank lines within the rows",
      pieces: insertAt(clean(), 5, BLANK, BLANK),
    },
    {
      name: "a row of empty cells at the end",
      pieces: [...clean(), { is: "blank", text: ",,,,,," }],
    },
    {
      name: "1000 rows of empty cells at the end",
      pieces: [
        ...clean(),
        ...Array.from({ length: 1000 }, (): Piece => ({ is: "blank", text: ",,,,,," })),
      ],
    },
    {
      name: "a row of empty cells first",
      pieces: [{ is: "blank", text: ",,,,,," }, ...clean()],
    },
    {
      name: "a row of quoted empty cells",
      pieces: insertAt(clean(), 5, { is: "blank", text: '"","","","","","",""' }),
    },
  ],
};

const ACCOUNTS_HEADER = ["Account", "Name", "Type"];
const ACCOUNTS: Piece[] = [
  row(["0010", "Cash at bank", "asset"]),
  row(["0700", "Rent", "expense"]),
  row(["1200", "Receivables", "asset"]),
  row(["4000", "Sales, net", "income"]),
];
const WIDE_HEADER = [...HEADER, "Currency", "Rate"];
const WIDE_ROWS = ROWS.slice(0, 5).map((cells) => row([...cells, "EUR", "1.0000"]));
const SAME_HEADER = ["Day", "Receipt", "Ledger code", "Text", "In", "Out", "Rest"];

const severalTables: PollutionClass = {
  title: "Several tables",
  rule: "A blank line, then a header of its own: a table of its own. Without a blank line the rows may be of one table or of two, and the second header is kept. All rows come out with their cells.",
  variants: [
    {
      name: "a narrower one behind a blank line",
      pieces: [...clean(), BLANK, header(ACCOUNTS_HEADER), ...ACCOUNTS],
      tables: 2,
    },
    {
      name: "a wider one behind a blank line",
      pieces: [...clean(), BLANK, header(WIDE_HEADER), ...WIDE_ROWS],
      tables: 2,
    },
    {
      name: "one as wide behind a blank line",
      pieces: [...clean(), BLANK, header(SAME_HEADER), ...rows().slice(0, 5)],
      tables: 2,
    },
    {
      name: "a narrower one behind three blank lines",
      pieces: [...clean(), BLANK, BLANK, BLANK, header(ACCOUNTS_HEADER), ...ACCOUNTS],
      tables: 2,
    },
    {
      name: "a narrower one with a title behind a blank line",
      pieces: [...clean(), BLANK, kept("Chart of accounts"), header(ACCOUNTS_HEADER), ...ACCOUNTS],
      tables: 2,
    },
    {
      name: "three behind blank lines",
      pieces: [
        ...clean(),
        BLANK,
        header(ACCOUNTS_HEADER),
        ...ACCOUNTS,
        BLANK,
        header(WIDE_HEADER),
        ...WIDE_ROWS,
      ],
      tables: 3,
    },
    {
      name: "titles above both",
      pieces: [
        TITLE,
        ...clean(),
        BLANK,
        kept("Chart of accounts"),
        header(ACCOUNTS_HEADER),
        ...ACCOUNTS,
      ],
      tables: 2,
    },
    {
      name: "a narrower one without a blank line",
      pieces: [...clean(), { ...header(ACCOUNTS_HEADER), is: "kept" }, ...ACCOUNTS],
      tables: null,
    },
    {
      name: "a wider one without a blank line",
      pieces: [...clean(), { ...header(WIDE_HEADER), is: "kept" }, ...WIDE_ROWS],
      tables: null,
    },
    {
      name: "one as wide without a blank line",
      pieces: [...clean(), { ...header(SAME_HEADER), is: "kept" }, ...rows().slice(0, 5)],
      tables: null,
    },
  ],
};

const failure = "empty_file" as const;
const nothing = (text: string): Piece[] => [{ is: "blank", text, terminator: "" }];

const hardlyAnything: PollutionClass = {
  title: "Hardly any content",
  rule: "A file without content is refused as empty, one of delimiters alone gives no rows and a warning. A single line may be taken for a header or for a row.",
  variants: [
    { name: "no bytes", pieces: [], failure },
    { name: "a byte order mark", pieces: [], encode: () => utf8(BYTE_ORDER_MARK), failure },
    {
      name: "a byte order mark of UTF-16",
      pieces: [],
      encode: () => utf16(BYTE_ORDER_MARK, "le"),
      failure,
    },
    { name: "one LF", pieces: nothing("\n"), failure },
    { name: "one CRLF", pieces: nothing("\r\n"), failure },
    { name: "a hundred blank lines", pieces: nothing("\n".repeat(100)), failure },
    { name: "only delimiters", pieces: nothing(",,,\n,,,\n"), warns: ["no_rows"] },
    { name: "only blanks", pieces: nothing("   "), failure },
    { name: "header only", pieces: [{ ...header(), is: "kept" }] },
    { name: "header only, no terminator", pieces: [{ ...header(), is: "kept", terminator: "" }] },
    { name: "header and one row", pieces: clean().slice(0, 2) },
    { name: "header and two rows", pieces: clean().slice(0, 3) },
    { name: "one row", pieces: rows().slice(0, 1) },
    { name: "two rows", pieces: rows().slice(0, 2) },
    { name: "one cell", pieces: [kept("12500.00")] },
    {
      name: "one column",
      pieces: [{ ...header(["Balance"]), is: "kept" }, row(["12500.00"]), row(["-8219.49"])],
    },
    {
      name: "one column with blank lines",
      pieces: [{ ...header(["Balance"]), is: "kept" }, row(["12500.00"]), BLANK, row(["-8219.49"])],
    },
    {
      name: "two columns",
      pieces: [
        header(["Account", "Balance"]),
        row(["0010", "12500.00"]),
        row(["1200", "-8219.49"]),
      ],
    },
  ],
};

export const STRUCTURE_POLLUTIONS: readonly PollutionClass[] = [
  headers,
  preambles,
  footnotes,
  blankRows,
  severalTables,
  hardlyAnything,
];
