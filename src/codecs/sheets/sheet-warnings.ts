// Passes the warnings of one sheet on, once its table exists, and refuses instead in strict mode.
import { refuse, type FailureCode } from "../../core/failure.ts";
import type { Warning, WarningCode } from "../../core/records.ts";
import type { ParseRun } from "../xml-part.ts";

/** Warnings that mean that a cell does not come out as its author saw it. */
const REFUSED_WHEN_STRICT: Partial<
  Record<WarningCode, FailureCode & ("corrupt_file" | "unsupported_feature")>
> = {
  duplicate_cell: "corrupt_file",
  shared_string_missing: "corrupt_file",
  invalid_cell: "corrupt_file",
  precision_loss: "corrupt_file",
  formula_not_calculated: "unsupported_feature",
};

/** A sheet of nothing but faults must not fill the memory before its table begins; later ones are not held. */
const MAX_HELD_WARNINGS = 1_000;

export class SheetWarnings {
  readonly #sheet: string;
  readonly #isStrict: boolean;
  #held: Warning[] = [];
  #target: ((warning: Warning) => void) | null = null;

  constructor(sheet: string, isStrict: boolean) {
    this.#sheet = sheet;
    this.#isStrict = isStrict;
  }

  /**
   * @param at the place in the sheet; its name is added.
   * Fails with, in strict mode: `corrupt_file`, `unsupported_feature`.
   */
  add(code: WarningCode, message: string, at: Warning["at"] = {}): void {
    const failure = this.#isStrict ? REFUSED_WHEN_STRICT[code] : undefined;
    if (failure === undefined && this.#isFull) return;
    const place = { sheet: this.#sheet, ...at };
    if (failure !== undefined) refuse({ code: failure, detail: message, at: place });
    const warning = { code, message, at: place };
    if (this.#target === null) this.#held.push(warning);
    else this.#target(warning);
  }

  get #isFull(): boolean {
    return this.#target === null && this.#held.length >= MAX_HELD_WARNINGS;
  }

  /** Gives all warnings to `target` from now on, those held back first. */
  release(target: (warning: Warning) => void): void {
    const held = this.#held;
    this.#held = [];
    this.#target = target;
    for (const warning of held) target(warning);
  }
}

/** Says that no sheet that was read has a cell. Fails with, in strict mode: `no_table_found`. */
export function reportNoRows({ sink, context }: ParseRun): void {
  const message = "The sheets that were chosen hold no cells.";
  if (context.options.strict) refuse({ code: "no_table_found", detail: message });
  sink.warn({ code: "no_rows", message });
}
