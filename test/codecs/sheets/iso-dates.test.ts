import { describe, expect, it } from "vitest";
import { normaliseIsoDate } from "../../../src/codecs/sheets/iso-dates.ts";

describe("normaliseIsoDate", () => {
  it.each([
    ["2025-01-31", "number", "2025-01-31"],
    ["2025-01-31", "datetime", "2025-01-31T00:00:00"],
    ["2025-01-31T00:00:00", "date", "2025-01-31"],
    ["2025-01-31T00:00:00", "datetime", "2025-01-31T00:00:00"],
    ["2025-01-31T13:45", "date", "2025-01-31T13:45:00"],
    ["2025-01-31T13:45:30.500Z", "datetime", "2025-01-31T13:45:30.5"],
    ["2025-01-31 13:45:30.000", "datetime", "2025-01-31T13:45:30"],
    ["2025-01-31T13:45:30+02:00", "datetime", "2025-01-31T13:45:30"],
    ["13:45:00", "time", "13:45:00"],
    ["1899-12-30T13:45:00", "time", "13:45:00"],
  ] as const)("brings %s in a %s cell to %s", (text, kind, expected) => {
    expect(normaliseIsoDate(text, kind)).toBe(expected);
  });

  it.each([
    "",
    "Z",
    "31.1.2025",
    "2025-1-31",
    "2025-01",
    "2025-01-31T",
    "2025-01-31T13",
    "x2025-01-31",
    "2025-02-30",
    "2025-13-01",
    "2025-01-31T24:00:00",
    "12:60",
  ])("gives null for %j", (text) => {
    expect(normaliseIsoDate(text, "date")).toBeNull();
  });
});
