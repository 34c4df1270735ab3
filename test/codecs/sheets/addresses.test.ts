import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  formatAddress,
  MAX_COLUMN,
  MAX_ROW,
  parseAddress,
} from "../../../src/codecs/sheets/addresses.ts";

function read(text: string): [row: number, column: number] | null {
  const bytes = new TextEncoder().encode(text);
  const address = { row: 0, column: 0 };
  return parseAddress(bytes, 0, bytes.length, address) ? [address.row, address.column] : null;
}

describe("parseAddress", () => {
  it.each([
    ["A1", [1, 1]],
    ["d17", [17, 4]],
    ["AA10", [10, 27]],
    ["XFD1048576", [MAX_ROW, MAX_COLUMN]],
  ])("reads %s", (text, address) => {
    expect(read(text)).toEqual(address);
  });

  it.each([
    "",
    "A",
    "1",
    "A0",
    "XFE1",
    "A1048577",
    "AAAA1",
    "A1B",
    "$A$1",
    "A-1",
    "A 1",
    "@1",
    "[1",
    "A1:B2",
    "À1",
  ])("refuses %j", (text) => {
    expect(read(text)).toBeNull();
  });

  it("reads what formatAddress writes", () => {
    const row = fc.integer({ min: 1, max: MAX_ROW });
    const column = fc.integer({ min: 1, max: MAX_COLUMN });
    fc.assert(
      fc.property(row, column, (r, c) => {
        expect(read(formatAddress(r, c))).toEqual([r, c]);
      }),
    );
  });
});
