// Decides how the amounts of one column are read. The decimal separator is voted on by the column,
// then by the table; where nothing tells it, the point is taken, and that is said.
import type { ColumnType, Decider } from "../core/column-type.ts";
import type { CellValue } from "../core/records.ts";
import { gatherAmounts, type AmountEvidence } from "./amount-evidence.ts";
import {
  numberText,
  readAmount,
  readDigits,
  withSign,
  type AmountDigits,
  type DecimalSeparator,
  type Marker,
} from "./amounts.ts";
import {
  collectTokens,
  isFitting,
  isNullWord,
  type CellReader,
  type ColumnCells,
  type DecidedColumn,
  type Tokens,
} from "./column-reading.ts";
import { toPlainText } from "./plain-text.ts";

const MAX_TOLD_CURRENCIES = 20;
const CREDITS: ReadonlySet<Marker> = new Set(["CR", "C", "H"]);
const PLAIN_INTEGER = /^(?:0|-?[1-9]\d{0,14})$/;
const PLAIN_DECIMAL = /^(?:0|-?[1-9]\d{0,29})\.\d{1,30}$/;

/** How the separators of a column are read. */
interface Separators {
  decimal: DecimalSeparator | null;
  decidedBy: Decider | null;
  /** Nothing tells `.` from `,`. */
  isAmbiguous: boolean;
  /** Some cells speak for the other separator: those that fit both stay as written. */
  isMixed: boolean;
}

export class AmountColumn {
  readonly #cells: readonly CellValue[];
  readonly #evidence: AmountEvidence;

  private constructor(cells: readonly CellValue[], evidence: AmountEvidence) {
    this.#cells = cells;
    this.#evidence = evidence;
  }

  /** @returns null when the column is none of amounts. */
  static find({ cells, votes, others }: ColumnCells): AmountColumn | null {
    const evidence = gatherAmounts(votes, others);
    return evidence === null ? null : new AmountColumn(cells, evidence);
  }

  /** The separator that the cells of this column tell without contradiction. */
  get separator(): DecimalSeparator | null {
    const { decimals } = this.#evidence;
    if (decimals["."] > 0 === decimals[","] > 0) return null;
    return decimals["."] > 0 ? "." : ",";
  }

  /**
   * @param table the separator of the other columns, where they agree.
   * @param mayGuess whether the point is taken where nothing tells.
   */
  decide(table: DecimalSeparator | null, mayGuess: boolean): DecidedColumn {
    const evidence = this.#evidence;
    if (evidence.currencies !== null) return mixedCurrencies(evidence);
    const separators = this.#separators(table);
    if (separators === null || (separators.decidedBy === "default" && !mayGuess))
      return ambiguousDecimals(evidence);
    const info = this.#info(separators);
    const isLedger =
      info.type !== "integer" ||
      info.group_separator !== undefined ||
      evidence.currency !== null ||
      evidence.negatives.length > 0 ||
      evidence.markers.length > 0;
    const words = collectTokens(this.#cells, isZeroWord);
    const nothings = collectTokens(
      this.#cells,
      (plain) => isNullWord(plain) || (!isLedger && isZeroWord(plain)),
    );
    return {
      info: {
        ...info,
        ...(isLedger && words.list !== null && { zeros: words.list }),
        ...(nothings.list !== null && { nulls: nothings.list }),
      },
      read: readerOf(info, evidence, separators, isLedger ? words : null, nothings),
      warning: separators.isAmbiguous
        ? {
            code: "ambiguous_decimal",
            message:
              "Nothing tells whether the column's comma or point ends whole numbers; the point was taken as decimal separator.",
          }
        : null,
    };
  }

  /** @returns null when cells contradict each other. */
  #separators(table: DecimalSeparator | null): Separators | null {
    const { decimals, open, amounts, values } = this.#evidence;
    const deciding = decimals["."] + decimals[","];
    if (deciding > 0) {
      const decimal = decimals["."] >= decimals[","] ? "." : ",";
      const others = deciding - decimals[decimal];
      const isMixed = others > 0;
      const unread = others + (isMixed ? open["."] + open[","] : 0);
      if (!isFitting(decimals[decimal], deciding) || !isFitting(amounts - unread, values))
        return null;
      return { decimal, decidedBy: "values", isAmbiguous: false, isMixed };
    }
    if (open["."] === 0 && open[","] === 0)
      return { decimal: table, decidedBy: null, isAmbiguous: false, isMixed: false };
    if (open["."] > 0 && open[","] > 0) return null;
    if (table !== null)
      return { decimal: table, decidedBy: "table", isAmbiguous: false, isMixed: false };
    return { decimal: ".", decidedBy: "default", isAmbiguous: true, isMixed: false };
  }

  #info({ decimal, decidedBy, isAmbiguous }: Separators): ColumnType {
    const evidence = this.#evidence;
    const openDecimal = decimal !== null && evidence.open[decimal] > 0;
    const openGroup = decimal !== null && evidence.open[decimal === "." ? "," : "."] > 0;
    const hasFraction = evidence.hasFraction || openDecimal;
    const [group = openGroup ? (decimal === "." ? "," : ".") : undefined] = evidence.groups;
    const isTold = decimal !== null && decidedBy !== null;
    return {
      type: evidence.unit === "%" ? "percent" : hasFraction ? "decimal" : "integer",
      values: evidence.values,
      ...(isTold && { decimal_separator: decimal }),
      ...(group !== undefined && { group_separator: group }),
      ...(decidedBy !== null && { decided_by: decidedBy }),
      ...(isAmbiguous && { ambiguous: true }),
      ...(evidence.currency !== null && { currency: evidence.currency }),
      ...(evidence.isCurrencyPartial && { currency_partial: true }),
      ...(evidence.unit === "bp" && { unit: "bp" }),
      ...(evidence.negatives.length > 0 && { negatives: evidence.negatives }),
      ...(evidence.markers.length > 0 && {
        markers: Object.fromEntries(
          evidence.markers.map((marker) => [marker, CREDITS.has(marker) ? "negative" : "positive"]),
        ),
      }),
      ...(evidence.hasLeadingZeros && { leading_zeros: true }),
      ...(evidence.hasExponent && { exponents: true }),
    };
  }
}

function isZeroWord(plain: string): boolean {
  return readAmount(plain)?.body === null;
}

function mixedCurrencies({ values, currencies }: AmountEvidence): DecidedColumn {
  return {
    info: {
      type: "text",
      values,
      currencies: (currencies ?? []).slice(0, MAX_TOLD_CURRENCIES),
    },
    read: null,
    warning: {
      code: "mixed_currency",
      message: "The amounts of the column are in several currencies; they stay text as written.",
    },
  };
}

function ambiguousDecimals({ values }: AmountEvidence): DecidedColumn {
  return {
    info: { type: "text", values, ambiguous: true },
    read: null,
    warning: {
      code: "ambiguous_decimal",
      message:
        "The amounts of the column do not tell their decimal separator; they stay text as written.",
    },
  };
}

/** Reads cells under a decision. What the decision has not told of is no fit. */
function readerOf(
  info: ColumnType,
  evidence: AmountEvidence,
  separators: Separators,
  zeros: Tokens | null,
  nulls: Tokens,
): CellReader {
  const { unit, currency, isCurrencyPartial, markers } = evidence;
  const mayBePlain = unit === "" && (currency === null || isCurrencyPartial);
  const isInteger = info.type === "integer";
  const plainText = isInteger ? PLAIN_INTEGER : PLAIN_DECIMAL;
  const hasPlainText = mayBePlain && (isInteger || separators.decimal === ".");

  const check = (digits: AmountDigits | null): AmountDigits | undefined => {
    if (digits === null || (isInteger && digits.hasFraction)) return undefined;
    if (digits.hasLeadingZeros && !evidence.hasLeadingZeros) return undefined;
    return digits.hasExponent && !evidence.hasExponent ? undefined : digits;
  };

  return (cell) => {
    if (cell === null) return null;
    if (typeof cell === "number") {
      const text = numberText(cell);
      return mayBePlain && !(isInteger && text.includes(".")) ? text : undefined;
    }
    if (typeof cell !== "string") return undefined;
    if (hasPlainText && plainText.test(cell)) return cell;
    if (zeros?.has(cell) === true) return "0";
    if (nulls.has(cell)) return null;
    const plain = toPlainText(cell);
    const amount = plain === null ? null : readAmount(plain);
    if (amount === null || amount.body === null || amount.unit !== unit) return undefined;
    if (amount.currency === null ? !mayBePlain && unit === "" : amount.currency !== currency)
      return undefined;
    if (amount.marker !== null && !markers.includes(amount.marker)) return undefined;
    const digits = check(readUnder(separators, amount.body));
    if (digits === undefined) return undefined;
    const isCredit = amount.marker !== null && CREDITS.has(amount.marker);
    return withSign(digits.text, amount.negative !== null || isCredit);
  };
}

/** Digits that fit both separators with different values are read only when the column has decided. */
function readUnder({ decimal, isMixed }: Separators, body: string): AmountDigits | null {
  if (decimal !== null && !isMixed) return readDigits(body, decimal);
  const point = readDigits(body, ".");
  const comma = readDigits(body, ",");
  if (point === null || comma === null) {
    const only = point === null ? "," : ".";
    return decimal === null || decimal === only ? (point ?? comma) : null;
  }
  return point.text === comma.text ? point : null;
}
