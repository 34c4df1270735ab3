// Compares what a parse gave with what a careful reader expects of a polluted file.
import type { CollectedFile } from "../support/collect-rows.ts";
import type { CellValue, Warning } from "../../src/core/records.ts";
import { layOut, type PlacedPiece, type Variant } from "./variant.ts";

/** @returns null when the parse came out right, else what is wrong first, in a few words. */
export function findFault(variant: Variant, file: CollectedFile): string | null {
  if (variant.failure !== undefined || file.failure !== null) {
    const found = file.failure?.code ?? "rows";
    return found === variant.failure ? null : `gives ${found}`;
  }
  const { placed } = layOut(variant);
  const reading = new Reading(file);
  for (const piece of placed) {
    const fault = reading.faultOf(piece);
    if (fault !== null) return fault;
  }
  return reading.excess(placed) ?? reading.wholeFault(variant);
}

class Reading {
  readonly #file: CollectedFile;
  readonly #rows = new Map<number, readonly CellValue[]>();
  /** All that is told of tables but their rows, where lines that are none are kept. */
  readonly #aside: string;

  constructor(file: CollectedFile) {
    this.#file = file;
    for (const { rows } of file.tables) {
      for (const [row, cells] of rows) this.#rows.set(row, trimmed(cells));
    }
    this.#aside = JSON.stringify(file.tables, (key, value: unknown) =>
      key === "rows" ? [] : value,
    );
  }

  faultOf(piece: PlacedPiece): string | null {
    return this.#contentFault(piece) ?? this.#warningFault(piece);
  }

  /** Rows of lines from which none may come. */
  excess(placed: readonly PlacedPiece[]): string | null {
    for (const row of this.#rows.keys()) {
      const piece = placed.find(({ firstLine, lastLine }) => row >= firstLine && row <= lastLine);
      const isWanted =
        piece !== undefined &&
        (piece.is === "open" ||
          (row === piece.firstLine && (piece.is === "row" || piece.is === "kept")));
      if (!isWanted) return `line ${row} should be no row`;
    }
    return null;
  }

  wholeFault({ tables = 1, isQuiet = false }: Variant): string | null {
    const { tables: found, warnings } = this.#file;
    if (tables !== null && found.length !== tables) return `${found.length} tables`;
    const [warning] = warnings;
    if (isQuiet && warning !== undefined) return `warns of ${warning.code}`;
    return null;
  }

  #contentFault(piece: PlacedPiece): string | null {
    const { is, cells = [], firstLine } = piece;
    switch (is) {
      case "blank":
        return null;
      case "header": {
        const table = this.#file.tables.find(({ headerRow }) => headerRow === firstLine);
        if (table === undefined) return `line ${firstLine} should be a header`;
        return isSame(table.columns ?? [], cells) ? null : `line ${firstLine} names other columns`;
      }
      case "row": {
        const found = this.#rows.get(firstLine);
        if (found === undefined) return `line ${firstLine} should be a row`;
        return isSame(found, trimmed(cells)) ? null : `line ${firstLine} has other cells`;
      }
      case "kept": {
        const row = this.#rows.get(firstLine);
        const isKept = row === undefined ? this.#isAside(cells) : isSame(row, trimmed(cells));
        return isKept ? null : `line ${firstLine} is not kept`;
      }
      case "open":
        return this.#isOpenKept(piece) ? null : `line ${firstLine} loses characters`;
    }
  }

  #isAside(cells: readonly CellValue[]): boolean {
    return cells.every(
      (cell) => cell === null || this.#aside.includes(JSON.stringify(cell).slice(1, -1).trim()),
    );
  }

  /** The letters and digits of the lines are there in their order. */
  #isOpenKept({ text, firstLine, lastLine }: PlacedPiece): boolean {
    let found = "";
    for (let line = firstLine; line <= lastLine; line += 1) {
      found += (this.#rows.get(line) ?? []).join("");
    }
    return (
      lettersOf(found) === lettersOf(text) ||
      (found === "" && lettersOf(this.#aside).includes(lettersOf(text)))
    );
  }

  #warningFault({ warns, firstLine, lastLine }: PlacedPiece): string | null {
    if (warns === undefined) return null;
    const isOfPiece = ({ at }: Warning) =>
      [at?.row, at?.line].some(
        (line) => line !== undefined && line >= firstLine && line <= lastLine,
      );
    const isWarned = this.#file.warnings.some(
      (warning) => warns.includes(warning.code) && isOfPiece(warning),
    );
    return isWarned ? null : `line ${firstLine} is not warned of`;
  }
}

/** An empty cell past the last filled one is no cell. */
function trimmed(cells: readonly CellValue[]): readonly CellValue[] {
  return cells.slice(0, cells.findLastIndex((cell) => cell !== null) + 1);
}

function isSame(left: readonly CellValue[], right: readonly CellValue[]): boolean {
  return left.length === right.length && left.every((cell, column) => cell === right[column]);
}

function lettersOf(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N}]/gu, "");
}
