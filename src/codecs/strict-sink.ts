// Refuses where a warning about the text would do: the sink of `strict=1` for text formats.
import { refuse, type FailureCode } from "../core/failure.ts";
import { ForwardingSink } from "../core/forwarding-sink.ts";
import type { Warning, WarningCode } from "../core/records.ts";

/** Warnings that mean that the rows may not be what the author meant. */
const REFUSED: Partial<
  Record<WarningCode, FailureCode & ("corrupt_file" | "delimiter_not_found" | "empty_file")>
> = {
  ragged_row: "corrupt_file",
  unbalanced_quote: "corrupt_file",
  nul_bytes: "corrupt_file",
  no_rows: "empty_file",
  missing_header: "corrupt_file",
  missing_end: "corrupt_file",
  orphan_split: "corrupt_file",
  unreadable_amount: "corrupt_file",
  unbalanced_transaction: "corrupt_file",
  ambiguous_delimiter: "delimiter_not_found",
};

/** Hands everything on to `inner`; fails with `corrupt_file` or `delimiter_not_found`. */
export class StrictSink extends ForwardingSink {
  override warn(warning: Warning): void {
    const code = REFUSED[warning.code];
    if (code === undefined) {
      super.warn(warning);
      return;
    }
    const { message: detail, at } = warning;
    refuse({ code, detail, ...(at && { at }) });
  }
}
