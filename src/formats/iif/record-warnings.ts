// What is said of a record that is odd in itself, whatever table it goes to.
import type { RowSink } from "../../core/records.ts";
import type { StoredRecord } from "./fields.ts";
import { HAS_MENDS, HAS_NUL, HAS_ODD_QUOTES } from "./record-scanner.ts";

const WARNINGS = [
  {
    flag: HAS_MENDS,
    code: "mixed_encoding",
    message: "The row holds bytes that are not UTF-8; they were read as windows-1252.",
  },
  {
    flag: HAS_ODD_QUOTES,
    code: "unbalanced_quote",
    message: "A quotation mark does not open or close a field as it should; it was kept as text.",
  },
  {
    flag: HAS_NUL,
    code: "nul_bytes",
    message: "The text holds NUL characters, which were kept.",
  },
] as const;
const ANY = HAS_MENDS | HAS_ODD_QUOTES | HAS_NUL;

export function warnFlags(sink: Pick<RowSink, "warn">, { row, flags }: StoredRecord): void {
  if ((flags & ANY) === 0) return;
  for (const { flag, code, message } of WARNINGS) {
    if ((flags & flag) !== 0) sink.warn({ code, message, at: { row } });
  }
}
