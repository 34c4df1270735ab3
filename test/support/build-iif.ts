// Writes IIF text for tests: fields joined by the delimiter, lines by the terminator.
import { utf8 } from "../pollution/encode.ts";

/** The lines, each written with `|` for its tabs. */
export function iif(lines: readonly string[], terminator = "\r\n", delimiter = "\t"): string {
  return lines.map((line) => line.split("|").join(delimiter) + terminator).join("");
}

export function iifBytes(lines: readonly string[], terminator = "\r\n"): Uint8Array {
  return utf8(iif(lines, terminator));
}

/** Headers of transactions with the columns that most exports have. */
export const TRANSACTION_HEADERS = [
  "!TRNS|TRNSID|TRNSTYPE|DATE|ACCNT|NAME|AMOUNT|DOCNUM|MEMO",
  "!SPL|SPLID|TRNSTYPE|DATE|ACCNT|NAME|AMOUNT|DOCNUM|MEMO",
  "!ENDTRNS",
];

/** A transaction of two lines that ties unless the second amount is given. */
export function transaction(
  amount: string,
  {
    date = "1/31/2025",
    memo = "",
    other = amount.startsWith("-") ? amount.slice(1) : `-${amount}`,
  } = {},
): string[] {
  return [
    `TRNS||DEPOSIT|${date}|Checking|Ada Lovelace|${amount}|101|${memo}`,
    `SPL||DEPOSIT|${date}|Sales|Ada Lovelace|${other}|101|${memo}`,
    "ENDTRNS",
  ];
}
