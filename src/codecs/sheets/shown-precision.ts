// The precision that spreadsheet programs show: 15 significant digits of a double.

/** Excel shows and compares 15 significant digits. */
export const SHOWN_DIGITS = 15;

/** @returns the double of at most 15 significant digits that is nearest: 0.3 for 0.30000000000000004. */
export function toShownPrecision(value: number): number {
  const shown = Number(value.toPrecision(SHOWN_DIGITS));
  // The largest doubles round up to more than a double holds.
  return Number.isFinite(shown) ? shown : value;
}
