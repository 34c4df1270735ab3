// Pollutions of a single record, at each of its places in turn: all other rows stay as they are.
import { HEADER, needsQuotes, quoted, ROWS, writeCell, type Cell } from "./clean-file.ts";
import { clean, type Piece, type PollutionClass, type Variant } from "./variant.ts";

/** The records of the clean file, its header first. */
const RECORDS: readonly (readonly Cell[])[] = [HEADER, ...ROWS];
const RAGGED = ["ragged_row"] as const;
/** A quote out of place may show as such, or by what it does to the number of cells. */
const QUOTE_WARNINGS = ["unbalanced_quote", "ragged_row"] as const;

/**
 * A header that was polluted may be taken for one or for a row, and a single cell below all rows for
 * a note; the cells are kept either way.
 */
function exact(
  record: number,
  text: string,
  cells: readonly Cell[],
  warns?: Piece["warns"],
): Piece {
  const isNote = record === RECORDS.length - 1 && cells.length === 1;
  if (record === 0 || isNote) return { is: "kept", text, cells };
  return { is: "row", text, cells, ...(warns && { warns }) };
}

function open(text: string): Piece {
  return { is: "open", text, warns: QUOTE_WARNINGS };
}

function place(record: number, column?: number): string {
  const name = record === 0 ? "header" : `record ${record}`;
  return column === undefined ? name : `${name}, column ${column + 1}`;
}

function withRecord(record: number, piece: Piece, name: string): Variant {
  return { name, pieces: clean().with(record, piece) };
}

/** One variant for each record. */
function eachRecord(pollute: (record: number, cells: readonly Cell[]) => Piece | null): Variant[] {
  return RECORDS.flatMap((cells, record) => {
    const piece = pollute(record, cells);
    return piece === null ? [] : [withRecord(record, piece, place(record))];
  });
}

/** One variant for each cell of each record; none that has the text of one before it. */
function eachCell(
  pollute: (record: number, cells: readonly Cell[], column: number) => Piece | null,
): Variant[] {
  const seen = new Set<string>();
  return RECORDS.flatMap((cells, record) =>
    cells.flatMap((_, column) => {
      const piece = pollute(record, cells, column);
      if (piece === null || seen.has(piece.text)) return [];
      seen.add(piece.text);
      return [withRecord(record, piece, place(record, column))];
    }),
  );
}

/** The text of a record with one cell written in another way. */
function rewrite(cells: readonly Cell[], column: number, text: string): string {
  return cells
    .map((cell) => writeCell(cell))
    .with(column, text)
    .join(",");
}

const isPlain = (cells: readonly Cell[]) => !cells.some((cell) => needsQuotes(cell));

const extraDelimiters = eachCell((record, cells, column) => {
  const shifted = cells.toSpliced(column, 0, null);
  const text = shifted.map((cell) => writeCell(cell)).join(",");
  return exact(record, text, shifted, RAGGED);
});

const delimitersAtTheEnd = eachRecord((record, cells) => {
  const text = `${cells.map((cell) => writeCell(cell)).join(",")},`;
  return exact(record, text, cells);
});

const missingDelimiters = eachCell((record, cells, column) => {
  const [left = null, right = null] = cells.slice(column, column + 2);
  if (column === cells.length - 1) return null;
  const texts = cells.map((cell) => writeCell(cell));
  const text = texts.toSpliced(column, 2, texts.slice(column, column + 2).join("")).join(",");
  if (needsQuotes(left) || needsQuotes(right)) {
    // Nothing is lost where the other of the two is empty: the quoted cell stands alone.
    const isWidthKept = right?.includes(",") ?? false;
    if (left !== null && right !== null) return isWidthKept ? { is: "open", text } : open(text);
  }
  const merged = left === null && right === null ? null : (left ?? "") + (right ?? "");
  return exact(record, text, cells.toSpliced(column, 2, merged), RAGGED);
});

const quotesWithin = eachCell((record, cells, column) => {
  const cell = cells[column] ?? null;
  if (cell === null) return null;
  const dirty = `${cell.slice(0, 3)}"${cell.slice(3)}`;
  if (!needsQuotes(cell)) {
    return exact(record, rewrite(cells, column, dirty), cells.with(column, dirty));
  }
  const written = quoted(cell);
  // The opening quote is one character more.
  const text = rewrite(cells, column, `${written.slice(0, 4)}"${written.slice(4)}`);
  return exact(record, text, cells.with(column, dirty), QUOTE_WARNINGS);
});

const quotesBefore = eachCell((record, cells, column) => {
  return open(rewrite(cells, column, `"${writeCell(cells[column] ?? null)}`));
});

const quotesBehind = eachCell((record, cells, column) => {
  const cell = cells[column] ?? null;
  if (cell === null) return null;
  const text = rewrite(cells, column, `${writeCell(cell)}"`);
  return needsQuotes(cell) ? open(text) : exact(record, text, cells.with(column, `${cell}"`));
});

const quotesLost = RECORDS.flatMap((cells, record): Variant[] =>
  cells.flatMap((cell, column): Variant[] => {
    if (!needsQuotes(cell)) return [];
    const whole = writeCell(cell);
    return [
      ["opening", whole.slice(1)],
      ["closing", whole.slice(0, -1)],
    ].map(([which = "", written = ""]) => {
      const text = rewrite(cells, column, written);
      // Without its opening quote a cell that holds no delimiter or line break is a cell still.
      const isWhole = which === "opening" && !/[,\n]/.test(cell ?? "");
      const piece: Piece = isWhole ? { is: "open", text } : open(text);
      return withRecord(record, piece, `${which} quote of record ${record}`);
    });
  }),
);

/** As the other delimiter is not that of the file, the record is one cell, or as split by commas. */
function otherDelimiter(delimiter: string): Variant[] {
  return eachRecord((record, cells) => {
    const text = cells.map((cell) => writeCell(cell)).join(delimiter);
    if (!isPlain(cells)) return open(text);
    return exact(record, text, [text], RAGGED);
  });
}

const spacedDelimiters = eachRecord((record, cells) => {
  const text = cells.map((cell) => writeCell(cell)).join(", ");
  if (!isPlain(cells)) return { is: "open", text };
  // The blank is part of the cell as written, the more so as a cell of nothing else is not empty.
  return exact(
    record,
    text,
    cells.map((cell, column) => (column === 0 ? cell : ` ${cell ?? ""}`)),
  );
});

const terminators = [
  ["CR", "\r"],
  ["CRLF", "\r\n"],
].flatMap(([name = "", terminator = ""]): Variant[] =>
  RECORDS.map((_, record) => {
    const pieces = clean();
    const piece = { ...pieces[record], terminator } as Piece;
    return {
      name: `${name} behind ${place(record)}`,
      pieces: pieces.with(record, piece),
      isQuiet: true,
    };
  }),
);

const wholeInQuotes = eachRecord((record, cells) => {
  const line = cells.map((cell) => writeCell(cell)).join(",");
  return exact(record, quoted(line), [line], RAGGED);
});

const allCellsQuoted = eachRecord((record, cells) => {
  const text = cells.map((cell) => quoted(cell)).join(",");
  return { is: record === 0 ? "header" : "row", text, cells };
});

const otherQuotes = eachRecord((record, cells) => {
  const texts = cells.map((cell) => `'${cell ?? ""}'`);
  if (!isPlain(cells)) return { is: "open", text: texts.join(",") };
  return exact(record, texts.join(","), texts);
});

const blanksAround = eachRecord((record, cells) => {
  const texts = cells.map((cell) => `  ${writeCell(cell)} `);
  if (!isPlain(cells)) return { is: "open", text: texts.join(",") };
  return exact(record, texts.join(","), texts);
});

const AS_SPLIT = "The row comes out as split";
const OPEN_ROW =
  "No reader can tell the cells of the row apart: its letters and digits have to come out in rows of its lines, and a warning names it";

export const ROW_POLLUTIONS: readonly PollutionClass[] = [
  {
    title: "Extra delimiter before a cell",
    rule: `${AS_SPLIT}, one cell longer, and is warned of. Other rows are untouched.`,
    variants: extraDelimiters,
  },
  {
    title: "Extra delimiter at the end of a record",
    rule: "An empty cell past the others is dropped. Other rows are untouched.",
    variants: delimitersAtTheEnd,
  },
  {
    title: "Missing delimiter behind a cell",
    rule: `${AS_SPLIT}, two cells in one, and is warned of. Where one of the two is quoted and the other filled: ${lowerFirst(OPEN_ROW)} unless it has its usual number of cells after all.`,
    variants: missingDelimiters,
  },
  {
    title: "Unescaped quote within a cell",
    rule: "The quote is text of the cell. In a quoted cell it is warned of.",
    variants: quotesWithin,
  },
  {
    title: "Unescaped quote before a cell",
    rule: `${OPEN_ROW}. Other rows are untouched.`,
    variants: quotesBefore,
  },
  {
    title: "Unescaped quote behind a cell",
    rule: `Behind a cell without quotes it is text. Behind a quoted cell: ${lowerFirst(OPEN_ROW)}.`,
    variants: quotesBehind,
  },
  {
    title: "Lost quote",
    rule: `${OPEN_ROW} unless it has its usual number of cells after all. Other rows are untouched.`,
    variants: quotesLost,
  },
  ...[
    ["semicolon", ";"],
    ["tab", "\t"],
    ["bar", "|"],
    ["blank", " "],
  ].map(([name = "", delimiter = ""]) => ({
    title: `One record with another delimiter: ${name}`,
    rule: `${AS_SPLIT} by the delimiter of the file, as one cell, and is warned of; below all others it may be taken for a note. Where it holds a quoted cell: ${lowerFirst(OPEN_ROW)}.`,
    variants: otherDelimiter(delimiter),
  })),
  {
    title: "One record with a blank behind each delimiter",
    rule: "The blanks are text of the cells. Where it holds a quoted cell, it may be read either way.",
    variants: spacedDelimiters,
  },
  {
    title: "One record with another terminator",
    rule: "Nothing changes, and nothing is warned of.",
    variants: terminators,
  },
  {
    title: "One record in quotes as a whole",
    rule: "The row is one cell, the record as it would stand without them, and is warned of. Below all others it may be taken for a note.",
    variants: wholeInQuotes,
  },
  {
    title: "One record with all cells quoted",
    rule: "Nothing changes.",
    variants: allCellsQuoted,
  },
  {
    title: "One record with apostrophes for quotes",
    rule: "The apostrophes are text of the cells. Where a cell holds a delimiter, quote or line break, it may be read either way.",
    variants: otherQuotes,
  },
  {
    title: "One record with blanks around its cells",
    rule: "The blanks are text of the cells. Where it holds a quoted cell, it may be read either way.",
    variants: blanksAround,
  },
];

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
