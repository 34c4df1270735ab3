// Pollutions of the file as a whole: terminators, encodings, dialects, and what its cells hold.
import { CLEAN, HEADER, quoted, ROWS, writeRecord, type Cell, type Style } from "./clean-file.ts";
import { BYTE_ORDER_MARK, utf16, utf8, windows1252 } from "./encode.ts";
import {
  BLANK,
  clean,
  ended,
  followed,
  header,
  row,
  rows,
  type Piece,
  type PollutionClass,
  type Variant,
} from "./variant.ts";

const SAME = "The same rows come out as of the clean file, and nothing is warned of.";
const isQuiet = true;

/** Each row's terminator in turn; the last has the last one given for the end of the file. */
function mixed(terminators: readonly string[]): Piece[] {
  return clean().map((piece, index) => ended(piece, terminators[index % terminators.length] ?? ""));
}

function ending(terminator: string): Piece[] {
  return [
    ...clean().slice(0, -1),
    ...clean()
      .slice(-1)
      .map((piece) => ended(piece, terminator)),
  ];
}

function blanks(count: number): Piece[] {
  return Array.from({ length: count }, () => BLANK);
}

const terminators: PollutionClass = {
  title: "Terminators",
  rule: `CR, LF and CRLF each end a record, mixed or not; a CRLF whose CR was written twice is one line break. A last one may be missing or there more than once. ${SAME}`,
  variants: [
    { name: "CR", pieces: clean(), terminator: "\r", isQuiet },
    { name: "CRLF", pieces: clean(), terminator: "\r\n", isQuiet },
    { name: "CRLF with its CR twice", pieces: clean(), terminator: "\r\r\n", isQuiet },
    { name: "LF, none at the end", pieces: ending(""), isQuiet },
    { name: "CR, none at the end", pieces: ending(""), terminator: "\r", isQuiet },
    { name: "CRLF, none at the end", pieces: ending(""), terminator: "\r\n", isQuiet },
    { name: "LF and CRLF in turn", pieces: mixed(["\n", "\r\n"]), isQuiet },
    { name: "LF and CR in turn", pieces: mixed(["\n", "\r"]), isQuiet },
    { name: "CR, LF and CRLF in turn", pieces: mixed(["\r", "\n", "\r\n"]), isQuiet },
    { name: "one blank line at the end", pieces: [...clean(), BLANK], isQuiet },
    { name: "five blank lines at the end", pieces: [...clean(), ...blanks(5)], isQuiet },
    {
      name: "CRLF, two blank lines at the end",
      pieces: [...clean(), ...blanks(2)],
      terminator: "\r\n",
      isQuiet,
    },
    { name: "CR, a blank line at the end", pieces: [...clean(), BLANK], terminator: "\r", isQuiet },
    {
      name: "a blank line between all records",
      pieces: clean().flatMap((piece) => [piece, BLANK]),
    },
  ],
};

const encodings: PollutionClass = {
  title: "Encodings",
  rule: "The same rows come out whatever the file is encoded in. A row of another encoding than the others is warned of.",
  variants: [
    {
      name: "UTF-8 with a mark",
      pieces: clean(),
      encode: (text) => utf8(BYTE_ORDER_MARK + text),
      isQuiet,
    },
    {
      name: "UTF-16LE with a mark",
      pieces: clean(),
      encode: (text) => utf16(BYTE_ORDER_MARK + text, "le"),
      isQuiet,
    },
    {
      name: "UTF-16BE with a mark",
      pieces: clean(),
      encode: (text) => utf16(BYTE_ORDER_MARK + text, "be"),
      isQuiet,
    },
    {
      name: "UTF-16LE without a mark",
      pieces: clean(),
      encode: (text) => utf16(text, "le"),
      isQuiet,
    },
    {
      name: "UTF-16BE without a mark",
      pieces: clean(),
      encode: (text) => utf16(text, "be"),
      isQuiet,
    },
    {
      name: "UTF-16LE, CRLF",
      pieces: clean(),
      terminator: "\r\n",
      encode: (text) => utf16(BYTE_ORDER_MARK + text, "le"),
      isQuiet,
    },
    { name: "windows-1252", pieces: clean(), encode: windows1252, isQuiet },
    {
      name: "windows-1252, CRLF",
      pieces: clean(),
      terminator: "\r\n",
      encode: windows1252,
      isQuiet,
    },
    {
      name: "windows-1252 as said by the caller",
      pieces: clean(),
      encode: windows1252,
      options: { encoding: "windows-1252" },
      isQuiet,
    },
    {
      name: "UTF-16LE with a mark, as said by the caller",
      pieces: clean(),
      encode: (text) => utf16(BYTE_ORDER_MARK + text, "le"),
      options: { encoding: "utf-16le" },
      isQuiet,
    },
    {
      name: "UTF-8 with one row in windows-1252",
      pieces: [
        ...clean(),
        {
          ...row(["2025-02-03", "V-1011", "4000", "Déjà vu", "1.00", null, "-8626.07"]),
          warns: ["mixed_encoding"],
        },
      ],
      encode: (text) => {
        const at = text.indexOf("Déjà");
        return Uint8Array.from([
          ...utf8(text.slice(0, at)),
          ...windows1252(text.slice(at, at + 4)),
          ...utf8(text.slice(at + 4)),
        ]);
      },
    },
  ],
};

function restyled(name: string, changes: Partial<Style>, extension?: string): Variant {
  const pieces = clean({ ...CLEAN, ...changes });
  return { name, pieces, isQuiet, ...(extension !== undefined && { extension }) };
}

const delimiters: PollutionClass = {
  title: "Delimiters",
  rule: SAME,
  variants: [
    restyled("semicolon", { delimiter: ";" }),
    restyled("tab", { delimiter: "\t" }),
    restyled("tab in a file named .tsv", { delimiter: "\t" }, ".tsv"),
    restyled("semicolon in a file named .txt", { delimiter: ";" }, ".txt"),
    restyled("bar", { delimiter: "|" }),
    restyled("blank", { delimiter: " " }),
    restyled("comma and blank", { delimiter: ", " }),
    restyled("semicolon and blank", { delimiter: "; " }),
    restyled("U+001F", { delimiter: "\u001f" }),
    restyled("U+001E", { delimiter: "\u001e" }),
    restyled("circumflex", { delimiter: "^" }),
    restyled("tilde", { delimiter: "~" }),
    restyled("semicolon, all cells quoted", { delimiter: ";", quotes: "all cells" }),
    restyled("tab, all cells quoted", { delimiter: "\t", quotes: "all cells" }),
    restyled("blank, all cells quoted", { delimiter: " ", quotes: "all cells" }),
    restyled("comma and blank, all cells quoted", { delimiter: ", ", quotes: "all cells" }),
    ...[",", ";", "\t", "|"].map((delimiter): Variant => {
      const line: Piece = { is: "blank", text: `sep=${delimiter}` };
      return {
        name: `sep= line with ${JSON.stringify(delimiter)}`,
        pieces: [line, ...clean({ ...CLEAN, delimiter })],
        isQuiet,
      };
    }),
    {
      name: "trailing delimiter on every line",
      pieces: clean().map((piece) => followed(piece, ",")),
      isQuiet,
    },
    {
      name: "trailing delimiter on every line but the header",
      pieces: [header(), ...rows().map((piece) => followed(piece, ","))],
      isQuiet,
    },
    {
      name: "three trailing delimiters on every line",
      pieces: clean().map((piece) => followed(piece, ",,,")),
      isQuiet,
    },
    {
      name: "three trailing semicolons on every line",
      pieces: clean({ ...CLEAN, delimiter: ";" }).map((piece) => followed(piece, ";;;")),
      isQuiet,
    },
    {
      name: "decimal commas between semicolons",
      pieces: [
        header(HEADER, { ...CLEAN, delimiter: ";" }),
        ...ROWS.map((cells) =>
          row(
            cells.map((cell, column) => (column > 3 ? (cell?.replace(".", ",") ?? null) : cell)),
            { ...CLEAN, delimiter: ";" },
          ),
        ),
      ],
      isQuiet,
    },
    {
      name: "decimal commas in quotes between commas",
      pieces: [
        header(),
        ...ROWS.map((cells) =>
          row(cells.map((cell, column) => (column > 3 ? (cell?.replace(".", ",") ?? null) : cell))),
        ),
      ],
      isQuiet,
    },
  ],
};

const quotes: PollutionClass = {
  title: "Quotes and escapes",
  rule: SAME,
  variants: [
    restyled("all cells quoted", { quotes: "all cells" }),
    restyled("filled cells quoted", { quotes: "filled cells" }),
    restyled("apostrophe where needed", { quote: "'" }),
    restyled("apostrophe, filled cells quoted", { quote: "'", quotes: "filled cells" }),
    restyled("apostrophe, all cells quoted", { quote: "'", quotes: "all cells" }),
    restyled("apostrophe and semicolon, all cells quoted", {
      quote: "'",
      delimiter: ";",
      quotes: "all cells",
    }),
    restyled("backslash where needed", { escape: "backslash" }),
    restyled("backslash, filled cells quoted", { escape: "backslash", quotes: "filled cells" }),
    restyled("backslash, all cells quoted", { escape: "backslash", quotes: "all cells" }),
    restyled("backslash and semicolon", { escape: "backslash", delimiter: ";" }),
    restyled("backslash and tab, all cells quoted", {
      escape: "backslash",
      delimiter: "\t",
      quotes: "all cells",
    }),
    restyled("backslash and apostrophe, all cells quoted", {
      escape: "backslash",
      quote: "'",
      quotes: "all cells",
    }),
    {
      name: "rows quoted, header not",
      pieces: [header(), ...rows({ ...CLEAN, quotes: "all cells" })],
      isQuiet,
    },
    {
      name: "blanks around quoted cells",
      pieces: [
        header(),
        ...ROWS.map((cells): Piece => ({
          is: "row",
          text: cells.map((cell) => (cell === null ? "" : ` ${quoted(cell)} `)).join(","),
          cells,
        })),
      ],
      isQuiet,
    },
  ],
};

function withCell(name: string, cell: string, changes: Partial<Piece> = {}): Variant {
  const cells: Cell[] = ["2025-02-03", "V-1011", "4000", cell, "1.00", null, "-8626.07"];
  return {
    name,
    pieces: [...clean().slice(0, 4), { ...row(cells), ...changes }, ...clean().slice(4)],
    isQuiet,
  };
}

const contents: PollutionClass = {
  title: "Characters in cells",
  rule: "The cell comes out as it is written. NUL is warned of, nothing else is.",
  variants: [
    { ...withCell("NUL", "Can\0teen", { warns: ["nul_bytes"] }), isQuiet: false },
    withCell("tab", "Canteen\tJanuary"),
    withCell("semicolons", "a;b;c;d;e;f;g"),
    withCell("bars", "a|b|c|d|e|f|g"),
    withCell("CRLF", "Canteen\r\nJanuary"),
    withCell("CR", "Canteen\rJanuary"),
    withCell("blank lines", "Canteen\n\n\nJanuary"),
    withCell("a hundred lines", "line\n".repeat(100)),
    withCell(
      "a line that looks like a record",
      "see\n2025-01-02,V-1001,0010,a,,1.00,2.00\nand so on",
    ),
    withCell("only a quote", '"'),
    withCell("only two quotes", '""'),
    withCell("only a delimiter", ","),
    withCell("only a line break", "\n"),
    withCell("quotes at both ends", '"Canteen"'),
    withCell("quote and delimiter", 'say ",", twice'),
    withCell("backslash", "C:\\books\\2025"),
    withCell("backslash before the closing quote", "C:\\books, old\\"),
    withCell("blanks at both ends", "  Canteen  "),
    withCell("only blanks", "   "),
    withCell("no-break space", "1\u00a0234"),
    withCell("line and paragraph separators", "Canteen\u2028January\u2029February"),
    withCell("next line (U+0085)", "Canteen\u0085January"),
    withCell("vertical tab and form feed", "Canteen\vJanuary\fFebruary"),
    withCell("zero width space and byte order mark", "Can\u200bteen\ufeff"),
    withCell("emoji", "Lunch 🍜 and 👩‍🚀"),
    withCell("Arabic and Hebrew", "قهوة חשבון"),
    withCell("Chinese and Japanese", "應收帳款 売掛金"),
    withCell("combining marks", "Cafe\u0301"),
    withCell("formula", "=SUM(E2:E9)"),
    withCell("number sign", "# 12"),
    withCell("70 000 characters", "ledger ".repeat(10_000)),
    withCell("70 000 characters in quotes", "ledger, ".repeat(8_750)),
  ],
};

/** Files whose every record has the same cells as the clean one but for one column or name. */
function reshaped(
  name: string,
  change: (cells: readonly Cell[]) => Cell[],
  names: string[],
): Variant {
  const changed = change(HEADER).map((cell) => cell ?? "");
  return {
    name,
    pieces: [
      { is: "header", text: writeRecord(changed), cells: names },
      ...ROWS.map((cells) => row(change(cells))),
    ],
  };
}

const columns: PollutionClass = {
  title: "Blank columns and names",
  rule: "A blank column is a column, whose cells are empty; one past all others is dropped. A blank name becomes the number of the column, a name given twice gets a number and is warned of.",
  variants: [
    ...HEADER.map((_, column) =>
      reshaped(
        `blank column before column ${column + 1}`,
        (cells) => cells.toSpliced(column, 0, null),
        HEADER.toSpliced(column, 0, `column_${column + 1}`),
      ),
    ),
    reshaped("two blank columns first", (cells) => [null, null, ...cells], [
      "column_1",
      "column_2",
      ...HEADER,
    ]),
    ...HEADER.map((_, column): Variant => ({
      name: `name of column ${column + 1} left out`,
      pieces: [
        {
          is: "header",
          text: writeRecord(HEADER.with(column, "")),
          cells: HEADER.with(column, `column_${column + 1}`),
        },
        ...rows(),
      ],
    })),
    {
      name: "two names alike",
      pieces: [
        {
          is: "header",
          text: writeRecord(HEADER.with(5, "Debit")),
          cells: HEADER.with(5, "Debit_2"),
          warns: ["duplicate_header"],
        },
        ...rows(),
      ],
    },
    {
      name: "three names alike",
      pieces: [
        {
          is: "header",
          text: writeRecord(HEADER.with(4, "Amount").with(5, "Amount").with(6, "Amount")),
          cells: HEADER.with(4, "Amount").with(5, "Amount_2").with(6, "Amount_3"),
          warns: ["duplicate_header"],
        },
        ...rows(),
      ],
    },
    {
      name: "a name of 100 characters",
      pieces: [
        header(HEADER.with(3, "Description of what was booked ".repeat(4).slice(0, 100))),
        ...rows(),
      ],
    },
    {
      name: "a name with a line break",
      pieces: [header(HEADER.with(3, "Description\nof booking")), ...rows()],
    },
    {
      name: "a name with a delimiter",
      pieces: [header(HEADER.with(3, "Description, short")), ...rows()],
    },
    {
      name: "a name with quotes",
      pieces: [header(HEADER.with(3, 'Description "short"')), ...rows()],
    },
    {
      name: "names in capitals",
      pieces: [header(HEADER.map((name) => name.toUpperCase())), ...rows()],
    },
    { name: "a name that is a year", pieces: [header(HEADER.with(4, "2025")), ...rows()] },
  ],
};

export const FILE_POLLUTIONS: readonly PollutionClass[] = [
  terminators,
  encodings,
  delimiters,
  quotes,
  contents,
  columns,
];
