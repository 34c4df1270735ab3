// Gathers what the cells of a column say of its amounts: unit, currency, markers, and which of `.`
// and `,` is the decimal separator.
import type { CellValue } from "../core/records.ts";
import {
  numberText,
  readAmount,
  readDigits,
  type AmountDigits,
  type DecimalSeparator,
  type GroupSeparator,
  type Marker,
  type WrittenAmount,
} from "./amounts.ts";
import { count, isFitting, isHopeless, isNullWord, mostFrequent } from "./column-reading.ts";
import { toPlainText } from "./plain-text.ts";

/** Words for debit and credit come in pairs; single letters count only when both are there. */
const MARKER_PAIRS: readonly (readonly Marker[])[] = [
  ["DR", "CR"],
  ["D", "C"],
  ["S", "H"],
];

export interface AmountEvidence {
  /** Cells that are neither null nor a word for nothing. */
  values: number;
  /** Those that are amounts of the unit, currency and markers of the column. */
  amounts: number;
  unit: WrittenAmount["unit"];
  currency: string | null;
  isCurrencyPartial: boolean;
  /** Set when the cells are in several currencies. */
  currencies: readonly string[] | null;
  markers: readonly Marker[];
  negatives: readonly string[];
  /** Cells that fit one decimal separator alone. */
  decimals: Record<DecimalSeparator, number>;
  /** Cells such as `1,234`, which fit both with different values, by the separator in them. */
  open: Record<DecimalSeparator, number>;
  groups: ReadonlySet<GroupSeparator>;
  hasFraction: boolean;
  hasLeadingZeros: boolean;
  hasExponent: boolean;
}

/**
 * @param others cells of totals: they do not make a column one of amounts, but in one that is they
 * may be all that has a currency or decimals.
 * @returns null when the column is none of amounts.
 */
export function gatherAmounts(
  votes: readonly CellValue[],
  others: readonly CellValue[],
): AmountEvidence | null {
  const texts: WrittenAmount[] = [];
  const numbers: number[] = [];
  let values = 0;
  for (const cell of votes) {
    const plain = typeof cell === "string" ? toPlainText(cell) : null;
    if (plain !== null && isNullWord(plain)) continue;
    const amount = plain === null ? null : readAmount(plain);
    if (amount !== null && amount.body === null) continue;
    values += 1;
    if (typeof cell === "number") numbers.push(cell);
    else if (amount !== null) texts.push(amount);
    else if (isHopeless(values - texts.length - numbers.length, votes.length)) return null;
  }
  if (!isFitting(texts.length + numbers.length, values)) return null;
  const totals = others.flatMap((cell) => {
    const plain = typeof cell === "string" ? toPlainText(cell) : null;
    const amount = plain === null ? null : readAmount(plain);
    return amount === null || amount.body === null ? [] : [amount];
  });
  return weigh(texts, totals, numbers, values);
}

function weigh(
  texts: readonly WrittenAmount[],
  totals: readonly WrittenAmount[],
  numbers: readonly number[],
  values: number,
): AmountEvidence | null {
  const units = new Map<WrittenAmount["unit"], number>();
  for (const { unit } of texts) count(units, unit);
  if (numbers.length > 0) units.set("", (units.get("") ?? 0) + numbers.length);
  const unit = mostFrequent(units)?.[0] ?? "";
  const own = chooseCurrency(texts.filter((amount) => amount.unit === unit));
  const isUnmarked = own.currency === null && own.currencies === null && unit === "";
  const ofTotals = isUnmarked ? chooseCurrency(totals).currency : null;
  const money = ofTotals === null ? own : { currency: ofTotals, currencies: null };
  const markers = chooseMarkers(texts);
  const fits = (amount: WrittenAmount) =>
    amount.unit === unit &&
    (amount.currency === null || amount.currency === money.currency) &&
    (amount.marker === null || markers.includes(amount.marker));
  const fitting = texts.filter(fits);
  const plainNumbers = unit === "" ? numbers : [];
  const isMixed = money.currencies !== null;
  const digits = withTotals(readAll(fitting), readAll(totals.filter(fits)));
  if (areCodes(fitting, digits)) return null;
  const amounts = fitting.length - digits.unfit + plainNumbers.length;
  if (!isMixed && !isFitting(amounts, values)) return null;
  return {
    values,
    amounts,
    unit,
    ...money,
    isCurrencyPartial:
      money.currency !== null &&
      (plainNumbers.length > 0 || fitting.some(({ currency }) => currency === null)),
    markers,
    negatives: [
      ...new Set(fitting.flatMap(({ negative }) => (negative === null ? [] : [negative]))),
      ...(plainNumbers.some((value) => value < 0) ? ["-1"] : []),
    ].filter((form, index, forms) => forms.indexOf(form) === index),
    decimals: digits.decimals,
    open: digits.open,
    groups: digits.groups,
    hasFraction:
      digits.hasFraction || plainNumbers.some((value) => numberText(value).includes(".")),
    hasLeadingZeros: digits.hasLeadingZeros,
    hasExponent: digits.hasExponent,
  };
}

/** Letters at whole numbers alone, as in voucher numbers, are no sign and no currency. */
function areCodes(
  fitting: readonly WrittenAmount[],
  { decimals, open, groups }: DigitFacts,
): boolean {
  const hasSeparators = [decimals, open].some((votes) => votes["."] > 0 || votes[","] > 0);
  return (
    !hasSeparators &&
    groups.size === 0 &&
    fitting.length > 0 &&
    fitting.every(({ isCodeLike }) => isCodeLike)
  );
}

/** Totals have a say on the separator only where the other cells have none. */
function withTotals(digits: DigitFacts, totals: DigitFacts): DigitFacts {
  const { decimals } = digits;
  const isTold = decimals["."] > 0 || decimals[","] > 0;
  return {
    ...digits,
    decimals: isTold ? decimals : totals.decimals,
    groups: digits.groups.size > 0 ? digits.groups : totals.groups,
    hasFraction: digits.hasFraction || totals.hasFraction,
  };
}

/** One currency, when nearly all cells that have one agree. */
function chooseCurrency(
  texts: readonly WrittenAmount[],
): Pick<AmountEvidence, "currency" | "currencies"> {
  const counts = new Map<string, number>();
  let all = 0;
  for (const { currency } of texts) {
    if (currency === null) continue;
    count(counts, currency);
    all += 1;
  }
  const best = mostFrequent(counts);
  if (best === null) return { currency: null, currencies: null };
  if (isFitting(best[1], all)) return { currency: best[0], currencies: null };
  return { currency: null, currencies: [...counts.keys()] };
}

function chooseMarkers(texts: readonly WrittenAmount[]): readonly Marker[] {
  const seen = new Map<Marker, number>();
  for (const { marker } of texts) if (marker !== null) count(seen, marker);
  const pairs = new Map(
    MARKER_PAIRS.filter(
      ([debit = "DR", credit = "CR"]) => debit === "DR" || (seen.has(debit) && seen.has(credit)),
    ).map((pair) => [pair, pair.reduce((sum, marker) => sum + (seen.get(marker) ?? 0), 0)]),
  );
  const best = mostFrequent(pairs);
  return best === null || best[1] === 0 ? [] : best[0];
}

type DigitFacts = Pick<
  AmountEvidence,
  "decimals" | "open" | "groups" | "hasFraction" | "hasLeadingZeros" | "hasExponent"
> & { unfit: number };

function readAll(amounts: readonly WrittenAmount[]): DigitFacts {
  const groups = new Set<GroupSeparator>();
  const facts: DigitFacts = {
    unfit: 0,
    decimals: { ".": 0, ",": 0 },
    open: { ".": 0, ",": 0 },
    groups,
    hasFraction: false,
    hasLeadingZeros: false,
    hasExponent: false,
  };
  const note = (digits: AmountDigits) => {
    if (digits.group !== null) groups.add(digits.group);
    facts.hasFraction ||= digits.hasFraction;
    facts.hasLeadingZeros ||= digits.hasLeadingZeros;
    facts.hasExponent ||= digits.hasExponent;
  };
  for (const { body } of amounts) {
    const point = body === null ? null : readDigits(body, ".");
    const comma = body === null ? null : readDigits(body, ",");
    if (point !== null && comma !== null && point.text !== comma.text) {
      facts.open[body?.includes(",") === true ? "," : "."] += 1;
      continue;
    }
    const digits = point ?? comma;
    if (digits === null) {
      facts.unfit += 1;
      continue;
    }
    if (comma === null) facts.decimals["."] += 1;
    if (point === null) facts.decimals[","] += 1;
    note(digits);
  }
  return facts;
}
