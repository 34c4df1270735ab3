// The warnings of OFX: what they say, and which of them refuse in strict mode.
import { refuse, type SourceLocation } from "../../core/failure.ts";
import type { Warning, WarningCode } from "../../core/records.ts";
import type { Mend } from "./elements.ts";
import type { TableHandle } from "./tables.ts";

/** Warnings that mean that rows may not be what the bank meant, or that some are missing. */
const REFUSED_WHEN_STRICT: Partial<
  Record<WarningCode, "corrupt_file" | "no_statement" | "undecodable_text" | "empty_file">
> = {
  invalid_markup: "corrupt_file",
  invalid_cell: "corrupt_file",
  ambiguous_decimal: "corrupt_file",
  balance_mismatch: "corrupt_file",
  statement_error: "no_statement",
  mixed_encoding: "undecodable_text",
  no_rows: "empty_file",
};

export class OfxWarnings {
  readonly #isStrict: boolean;
  readonly #target: (warning: Warning, table: TableHandle | null) => void;

  constructor(isStrict: boolean, target: (warning: Warning, table: TableHandle | null) => void) {
    this.#isStrict = isStrict;
    this.#target = target;
  }

  /**
   * Fails with, in strict mode: `corrupt_file`, `no_statement`, `undecodable_text`, `empty_file`.
   * @param message one sentence, without contents of the file.
   * @param table that it is about, where that is not the one that is open.
   */
  add(
    code: WarningCode,
    message: string,
    at: SourceLocation = {},
    table: TableHandle | null = null,
  ): void {
    const failure = this.#isStrict ? REFUSED_WHEN_STRICT[code] : undefined;
    const place = Object.keys(at).length > 0 ? { at } : {};
    if (failure !== undefined) refuse({ code: failure, detail: message, ...place });
    this.#target({ code, message, ...place }, table);
  }
}

export const MENDS: Readonly<Record<Mend, string>> = {
  missing_end: "An aggregate has no closing tag; it was ended where it cannot go on",
  stray_end: "A closing tag belongs to no open aggregate; it was passed over",
  wrong_end: "An aggregate has the closing tag of another kind; it was taken for its own",
  stray_text: "Text stands where only elements belong; it was passed over",
};
