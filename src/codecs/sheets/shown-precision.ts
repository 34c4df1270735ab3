// The precision that spreadsheet programs show: 15 significant digits of a double.

/** Excel shows and compares 15 significant digits. */
export const SHOWN_DIGITS = 15;
/** Whole numbers below have at most that many digits; from here on there are no others. */
export const FIRST_LONG_INTEGER = 1e15;

/** @returns the double of at most 15 significant digits that is nearest: 0.3 for 0.30000000000000004. */
export function toShownPrecision(value: number): number {
  // A double that is the nearest to some number of cents is the nearest to a number of few digits.
  const cents = Math.round(value * 100);
  if (Math.abs(cents) < FIRST_LONG_INTEGER && cents / 100 === value) return value + 0;
  const shown = Number(value.toPrecision(SHOWN_DIGITS));
  // The largest doubles round up to more than a double holds.
  return Number.isFinite(shown) ? shown : value;
}
