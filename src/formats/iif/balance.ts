// Adds up the amounts of one transaction exactly, as scaled integers.
import { readAmount, readDigits, withSign } from "../../codecs/amounts.ts";
import { toPlainText } from "../../codecs/plain-text.ts";

const PLAIN = /^-?\d{1,30}(?:\.\d{1,30})?$/;
const CREDITS: ReadonlySet<string | null> = new Set(["CR", "C", "H"]);

export class ExactSum {
  /** The sum times ten to the power of `#decimals`. */
  #units = 0n;
  #decimals = 0;

  /** @param decimal as `readDecimal` gives it. */
  add(decimal: string): void {
    const point = decimal.indexOf(".");
    const decimals = point === -1 ? 0 : decimal.length - point - 1;
    let units = BigInt(point === -1 ? decimal : decimal.slice(0, point) + decimal.slice(point + 1));
    if (decimals > this.#decimals) {
      this.#units *= 10n ** BigInt(decimals - this.#decimals);
      this.#decimals = decimals;
    } else if (decimals < this.#decimals) {
      units *= 10n ** BigInt(this.#decimals - decimals);
    }
    this.#units += units;
  }

  get isZero(): boolean {
    return this.#units === 0n;
  }

  /** The sum as a decimal. */
  toString(): string {
    const isNegative = this.#units < 0n;
    const digits = String(isNegative ? -this.#units : this.#units);
    const padded = digits.padStart(this.#decimals + 1, "0");
    const whole = padded.slice(0, padded.length - this.#decimals);
    const text = this.#decimals === 0 ? whole : `${whole}.${padded.slice(-this.#decimals)}`;
    return isNegative ? `-${text}` : text;
  }
}

/**
 * The exact decimal of a written amount, or null when it is none. Where `.` and `,` fit alike, the
 * point is that of decimals, as QuickBooks writes it.
 */
export function readDecimal(text: string): string | null {
  if (PLAIN.test(text)) return text;
  const plain = toPlainText(text);
  const amount = plain === null ? null : readAmount(plain);
  if (amount === null || amount.unit !== "") return null;
  if (amount.body === null) return "0";
  const digits = readDigits(amount.body, ".") ?? readDigits(amount.body, ",");
  if (digits === null) return null;
  return withSign(digits.text, amount.negative !== null || CREDITS.has(amount.marker));
}
