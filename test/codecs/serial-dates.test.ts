import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { serialToIso } from "../../src/codecs/serial-dates.ts";

type Kind = Parameters<typeof serialToIso>[1];

describe("serialToIso in the 1900 system", () => {
  it.each<[number, Kind, string | null]>([
    [1, "date", "1900-01-01"],
    [59, "date", "1900-02-28"],
    [60, "date", "1900-02-29"],
    [60.5, "datetime", "1900-02-29T12:00:00"],
    [61, "date", "1900-03-01"],
    [36526, "date", "2000-01-01"],
    [45688, "date", "2025-01-31"],
    [2958465, "date", "9999-12-31"],
    [2958466, "date", null],
    [-1, "date", null],
    [-0.5, "time", null],
    [Number.POSITIVE_INFINITY, "date", null],
    [0, "date", null],
    [0, "time", "00:00:00"],
    [0, "datetime", "00:00:00"],
    [0, "moment", "00:00:00"],
    [0.5, "date", "12:00:00"],
    [0.572916666666667, "time", "13:45:00"],
    [0.572916666666667, "datetime", "13:45:00"],
    [45688.5729166667, "datetime", "2025-01-31T13:45:00"],
    [45688.5729166667, "date", "2025-01-31T13:45:00"],
    [45688.5729166667, "time", "2025-01-31T13:45:00"],
    [45688, "datetime", "2025-01-31T00:00:00"],
    [45688, "time", "2025-01-31T00:00:00"],
    [45688, "moment", "2025-01-31"],
    [45688.25, "moment", "2025-01-31T06:00:00"],
    [0.25, "moment", "06:00:00"],
    [0.00000001, "time", "00:00:00.001"],
    [0.5000058, "time", "12:00:00.501"],
    [45688.9999999999, "datetime", "2025-02-01T00:00:00"],
    [45688.9999999999, "date", "2025-02-01"],
    [59.9999999999, "date", "1900-02-29"],
    [2958465.999999999, "datetime", null],
  ])("reads %d as %s: %s", (serial, kind, text) => {
    expect(serialToIso(serial, kind, false)).toBe(text);
  });
});

describe("serialToIso in the 1904 system", () => {
  it.each<[number, Kind, string | null]>([
    [0, "date", "1904-01-01"],
    [0, "time", "00:00:00"],
    [0.5, "datetime", "1904-01-01T12:00:00"],
    [0.5, "time", "12:00:00"],
    [1, "date", "1904-01-02"],
    [44226, "date", "2025-01-31"],
    [2957003, "date", "9999-12-31"],
    [2957004, "date", null],
    [-1, "date", null],
  ])("reads %d as %s: %s", (serial, kind, text) => {
    expect(serialToIso(serial, kind, true)).toBe(text);
  });
});

describe("serialToIso of durations", () => {
  it.each([
    [0, "PT0S"],
    [1, "PT24H"],
    [1.52083333333333, "PT36H30M"],
    [0.000011574074074, "PT1S"],
    [0.0000173611111, "PT1.5S"],
    [0.0416666666666667, "PT1H"],
    [0.04237268518518518, "PT1H1M1S"],
    [100.25, "PT2406H"],
  ])("reads %d as %s", (serial, text) => {
    expect(serialToIso(serial, "duration", false)).toBe(text);
  });

  it("leaves a negative one a number", () => {
    expect(serialToIso(-0.5, "duration", false)).toBeNull();
  });
});

describe("serialToIso", () => {
  it("agrees with the calendar on every day after the phantom one, and on every second", () => {
    const day = fc.integer({ min: 61, max: 2_958_465 });
    fc.assert(
      fc.property(day, fc.integer({ min: 0, max: 86_399 }), (serial, second) => {
        const ms = Date.UTC(1899, 11, 30) + serial * 86_400_000 + second * 1000;
        const text = serialToIso(serial + second / 86_400, "datetime", false);
        expect(text).toBe(new Date(ms).toISOString().slice(0, 19));
        const in1904 = serialToIso(serial - 1462 + second / 86_400, "datetime", true);
        if (serial > 1462) expect(in1904).toBe(text);
      }),
    );
  });
});
