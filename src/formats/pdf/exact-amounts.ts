// Exact amounts of a column for sums: scaled whole numbers, never doubles.
import { readAmount, readDigits, type DecimalSeparator } from "../../codecs/amounts.ts";
import { toPlainText } from "../../codecs/plain-text.ts";

/** Decimals that sums are kept with; amounts with more are not summed. */
const DECIMALS = 6;

/** @returns millionths; 0 for a dash, null for what is no amount or a percentage. */
function toMillionths(text: string, decimal: DecimalSeparator): bigint | null {
  const plain = toPlainText(text);
  const amount = plain === null ? null : readAmount(plain);
  if (amount === null || amount.unit !== "") return null;
  if (amount.body === null) return 0n;
  const digits = readDigits(amount.body, decimal);
  if (digits === null) return null;
  const [whole = "", fraction = ""] = digits.text.split(".");
  if (fraction.length > DECIMALS) return null;
  const size = BigInt(whole + fraction.padEnd(DECIMALS, "0"));
  return amount.negative !== null ? -size : size;
}

/**
 * Reads a column under the decimal separator that fits most of its cells.
 * @returns for each cell its amount; null where there is none.
 */
export function readColumn(cells: readonly (string | null)[]): (bigint | null)[] {
  const read = (decimal: DecimalSeparator): (bigint | null)[] =>
    cells.map((cell) => (cell === null ? null : toMillionths(cell, decimal)));
  const point = read(".");
  const comma = read(",");
  const [points, commas] = [point, comma].map(
    (values) => values.filter((value) => value !== null).length,
  );
  if (points !== commas) return (points ?? 0) > (commas ?? 0) ? point : comma;
  // Both fit: decimals of two digits are likelier than groups.
  return cells.some((cell) => /\d,\d{1,2}$/u.test(cell ?? "")) ? comma : point;
}
