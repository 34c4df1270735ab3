// Reads the numbers that cells of binary workbooks hold in 30 bits.
// Source: MS-XLS 2.5.122 (RkNumber); MS-XLSB has the same.

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
