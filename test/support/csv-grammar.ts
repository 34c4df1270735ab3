// Makes well-formed delimited files out of a seed: what RFC 4180 allows, with any delimiter,
// terminator and way of quoting. The writer shares nothing with the code under test.

export interface GrammarFile {
  seed: number;
  delimiter: string;
  terminator: "\n" | "\r\n" | "\r";
  text: string;
  /** Every record that holds something: its first line, and its cells up to the last filled one. */
  rows: [row: number, cells: (string | null)[]][];
  /** True when every character is in windows-1252, too. */
  isLatin: boolean;
}

/** @returns whole numbers from 0 up to and without `below`; the same ones for the same seed (mulberry32). */
export function createDice(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

const DELIMITERS = [",", ";", "\t", "|"];
const TERMINATORS = ["\n", "\r\n", "\r"] as const;
const WORDS = [
  "0010",
  "Cash",
  "12.50",
  "-1,234.56",
  "1.234,56",
  "2025-01-31",
  "(12.00)",
  "V-1001",
  "x",
  " ",
  "  Rent ",
  "Smith's",
  "C:\\books",
  "#",
  "=1+1",
  "a;b|c,d\te",
];
const QUOTE_WORDS = ['"', '""', '12" pipe', '"quoted"', 'say "hi", twice'];
const BREAK_WORDS = ["\n", "\r\n", "\r", "two\nlines", "three\r\n\r\nlines", "\nfirst", "last\r"];
const LATIN_WORDS = ["Café", "ß", "Müller & Söhne", "naïve", "Ñandú", "à"];
const WIDE_WORDS = ["€", "売掛金", "👩‍🚀", "Ελλάδα", "\u2028", "e\u0301", "\u00a0"];
const FORBIDDEN = /["\r\n]/;

/** @param isLarge past the sample that the dialect is chosen on. */
export function generateFile(seed: number, isLarge = false): GrammarFile {
  const dice = createDice(seed);
  const pick = <T>(items: readonly T[]): T => items[dice(items.length)] as T;
  const delimiter = pick(DELIMITERS);
  const terminator = pick(TERMINATORS);
  const columns = 1 + dice(dice(8) === 0 ? 30 : 8);
  const records = isLarge ? 3_000 + dice(3_000) : 1 + dice(dice(8) === 0 ? 60 : 8);
  const quoting = pick(["needed", "all", "filled", "some"]);
  const isLatin = dice(2) === 0;
  const sources = [WORDS, WORDS, LATIN_WORDS, ...(isLatin ? [] : [WIDE_WORDS])];
  if (dice(3) > 0) sources.push(QUOTE_WORDS);
  if (dice(3) > 0) sources.push(BREAK_WORDS);
  const emptiness = dice(4);
  const hasBlankLines = dice(4) === 0;

  const rows: GrammarFile["rows"] = [];
  const lines: string[] = [];
  let line = 1;
  for (let record = 0; record < records; record += 1) {
    if (hasBlankLines && dice(5) === 0) {
      lines.push("");
      line += 1;
    }
    const cells = Array.from({ length: columns }, (_, column) => {
      // A record of one cell must hold something, and so must the file.
      const mayBeEmpty = columns > 1 && (record > 0 || column > 0);
      if (mayBeEmpty && dice(8) < emptiness) return "";
      const text = pick(pick(sources)) + (dice(4) === 0 ? pick(pick(sources)) : "");
      // CR CR LF, a CRLF written twice, may count as one line or as two.
      const plain = text.replaceAll(/\r+\r\n/g, "\r\n");
      return isLarge ? plain.padEnd(12 + dice(30), "x") : plain;
    });
    // Blanks alone are no content; a first line `sep=` and a byte order mark cannot come about.
    if (record === 0) cells[0] = `A${cells[0]}`;
    const text = cells
      .map((cell) => {
        const isForced = FORBIDDEN.test(cell) || cell.includes(delimiter);
        const isQuoted =
          isForced ||
          quoting === "all" ||
          (quoting === "filled" && cell !== "") ||
          (quoting === "some" && dice(2) === 0);
        return isQuoted ? `"${cell.replaceAll('"', '""')}"` : cell;
      })
      .join(delimiter);
    lines.push(text);
    const filled = cells.slice(0, cells.findLastIndex((cell) => cell !== "") + 1);
    if (filled.length > 0) rows.push([line, filled.map((cell) => (cell === "" ? null : cell))]);
    line += 1 + (cells.join("\0").match(/\r\n|\n|\r/g)?.length ?? 0);
  }
  const ending = pick(["", terminator, terminator, terminator + terminator]);
  return {
    seed,
    delimiter,
    terminator,
    text: lines.join(terminator) + ending,
    rows,
    isLatin,
  };
}
