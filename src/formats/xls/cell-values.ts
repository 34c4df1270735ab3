// Turns what cell records hold into numbers and texts of the contract.
// Source: MS-XLS 2.5.122 (RkNumber), 2.5.10 (Bes).

const ERRORS: Readonly<Record<number, string>> = {
  0x00: "#NULL!",
  0x07: "#DIV/0!",
  0x0f: "#VALUE!",
  0x17: "#REF!",
  0x1d: "#NAME?",
  0x24: "#NUM!",
  0x2a: "#N/A",
  0x2b: "#GETTING_DATA",
};

/** @returns the text of an error cell, or null when there is no error of that number. */
export function errorText(code: number): string | null {
  return ERRORS[code] ?? null;
}

const IS_HUNDREDTH = 1;
const IS_INTEGER = 2;
const highHalf = new DataView(new ArrayBuffer(8));

/**
 * @param rk 30 bits of a whole number or of the high half of a double, and two flags.
 * @returns the double nearest to what is meant: a whole number of hundredths is divided once.
 */
export function rkNumber(rk: number): number {
  let value = rk >> 2;
  if ((rk & IS_INTEGER) === 0) {
    highHalf.setUint32(4, rk & ~3, true);
    value = highHalf.getFloat64(0, true);
  }
  return (rk & IS_HUNDREDTH) === 0 ? value : value / 100;
}
