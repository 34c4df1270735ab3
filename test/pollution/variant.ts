// What a polluted file is made of: pieces of text, each with what a careful reader makes of it.
import type { FailureCode } from "../../src/core/failure.ts";
import type { WarningCode } from "../../src/core/records.ts";
import { CLEAN, HEADER, ROWS, writeRecord, type Cell, type Style } from "./clean-file.ts";

export interface Piece {
  /** Without its terminator. */
  text: string;
  /** That of the file where it is left out. */
  terminator?: string;
  /**
   * `header`: names the columns (`cells`).
   * `row`: comes out as a row with exactly `cells`.
   * `kept`: title, note, or one of several header lines: each of its cells is found among the
   * columns, in the meta of a table, or as a row, whichever the reader takes the line for.
   * `open`: no reader can tell the cells apart; their letters and digits come out all the same, in
   * rows of these lines, and a warning names one of them.
   * `blank`: nothing comes of it, but its lines count.
   */
  is: "header" | "row" | "kept" | "open" | "blank";
  cells?: readonly Cell[];
  /** One of these is given for the lines of the piece. */
  warns?: readonly WarningCode[];
}

export interface Variant {
  /** Unique within its class. */
  name: string;
  pieces: readonly Piece[];
  /** LF where it is left out. */
  terminator?: string;
  /** UTF-8 without a mark where it is left out. */
  encode?: (text: string) => Uint8Array;
  /** Whole content in place of the pieces, for files that are no table. */
  failure?: FailureCode;
  /** How many tables come out; one where it is left out, null where readers may differ. */
  tables?: number | null;
  /** No warning at all may be given: nothing is wrong with any row. */
  isQuiet?: boolean;
  /** A warning of the file as a whole. */
  warns?: readonly WarningCode[];
  options?: { encoding?: string };
  extension?: string;
}

export interface PollutionClass {
  title: string;
  /** The rule by which the expectation was made, in a sentence or two. */
  rule: string;
  variants: readonly Variant[];
}

export function header(cells: readonly string[] = HEADER, style: Style = CLEAN): Piece {
  return { is: "header", text: writeRecord(cells, style), cells };
}

export function row(cells: readonly Cell[], style: Style = CLEAN): Piece {
  return { is: "row", text: writeRecord(cells, style), cells };
}

export function rows(style: Style = CLEAN): Piece[] {
  return ROWS.map((cells) => row(cells, style));
}

/** The clean file. */
export function clean(style: Style = CLEAN): Piece[] {
  return [header(HEADER, style), ...rows(style)];
}

export const BLANK: Piece = { is: "blank", text: "" };

export function kept(...cells: Cell[]): Piece {
  return { is: "kept", text: writeRecord(cells), cells };
}

/** The piece with more text behind its own. */
export function followed(piece: Piece, by: string): Piece {
  return { ...piece, text: piece.text + by };
}

export function ended(piece: Piece, terminator: string): Piece {
  return { ...piece, terminator };
}

export function insertAt<T>(items: readonly T[], index: number, ...inserted: T[]): T[] {
  return [...items.slice(0, index), ...inserted, ...items.slice(index)];
}

/** A piece with the physical lines that it stands on, from 1, both inclusive. */
export interface PlacedPiece extends Piece {
  firstLine: number;
  lastLine: number;
}

export function layOut({ pieces, terminator: usual = "\n" }: Variant): {
  text: string;
  placed: PlacedPiece[];
} {
  let text = "";
  let line = 1;
  const placed: PlacedPiece[] = [];
  for (const piece of pieces) {
    const { terminator = usual } = piece;
    const inner = breaksIn(piece.text);
    placed.push({ ...piece, firstLine: line, lastLine: line + inner });
    text += piece.text + terminator;
    line += inner + breaksIn(terminator);
  }
  return { text, placed };
}

function breaksIn(text: string): number {
  return text.match(/\r\r\n|\r\n|\n|\r/g)?.length ?? 0;
}

export function contentOf(variant: Variant): Uint8Array {
  const { text } = layOut(variant);
  return variant.encode?.(text) ?? new TextEncoder().encode(text);
}
