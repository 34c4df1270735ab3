import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DateOrder } from "../../src/core/column-type.ts";
import { monthOf } from "../../src/codecs/month-names.ts";
import { toPlainText } from "../../src/codecs/plain-text.ts";
import { readDate, toIsoText } from "../../src/codecs/written-dates.ts";
import { readTime } from "../../src/codecs/written-times.ts";

/** ISO text under an order, or null. */
function isoOf(text: string, order: DateOrder): string | null {
  const date = readDate(toPlainText(text) ?? "");
  return date === null ? null : toIsoText(date, order);
}

describe("readDate", () => {
  it.each<[name: string, text: string, dmy: string | null, mdy: string | null]>([
    ["slashes", "03/04/2025", "2025-04-03", "2025-03-04"],
    ["points", "31.01.2025", "2025-01-31", null],
    ["dashes", "1-2-2025", "2025-02-01", "2025-01-02"],
    ["blanks", "01 02 2025", "2025-02-01", "2025-01-02"],
    ["blanks behind points", "1. 2. 2025", "2025-02-01", "2025-01-02"],
    ["a short year below the pivot", "31/12/49", "2049-12-31", null],
    ["a short year from the pivot on", "31/12/50", "1950-12-31", null],
    ["QuickBooks", "1/ 5/'26", "2026-05-01", "2026-01-05"],
    ["a month that is none", "13/13/2025", null, null],
    ["a day that the month lacks", "31/04/2025", null, null],
    ["29 February in a leap year", "29/02/2024", "2024-02-29", null],
    ["29 February in another", "29/02/2023", null, null],
    ["29 February of a century", "29/02/1900", null, null],
    ["different separators", "01/02-2025", null, null],
    ["a year of three digits", "01/02/202", null, null],
    ["something behind it", "01/02/2025x", null, null],
  ])("reads %s: %s", (_, text, dmy, mdy) => {
    expect([isoOf(text, "DMY"), isoOf(text, "MDY")]).toEqual([dmy, mdy]);
  });

  it.each<[name: string, text: string, iso: string | null]>([
    ["ISO", "2025-01-31", "2025-01-31"],
    ["year first with slashes", "2025/1/5", "2025-01-05"],
    ["Hungarian", "2025. 01. 31.", "2025-01-31"],
    ["Japanese", "2025年1月31日", "2025-01-31"],
    ["compact", "20250131", "2025-01-31"],
    ["compact with a time", "20250131134500", "2025-01-31T13:45:00"],
    ["compact ISO with a zone", "20250131T134500Z", "2025-01-31T13:45:00Z"],
    ["compact, but no day", "20251332", null],
    ["compact, but long ago", "18991231", null],
    ["D-MMM-YY", "31-Jan-25", "2025-01-31"],
    ["DDMMMYYYY", "31JAN2025", "2025-01-31"],
    ["English with an ordinal", "31st of January 2025", "2025-01-31"],
    ["American", "Jan 31, 2025", "2025-01-31"],
    ["American with an ordinal", "January 31st, 2025", "2025-01-31"],
    ["year, name, day", "2025-Jan-31", "2025-01-31"],
    ["German", "31. März 2025", "2025-03-31"],
    ["German, contracted", "5. Mrz 25", "2025-03-05"],
    ["French", "1er août 2025", "2025-08-01"],
    ["French, cut short", "15 juil. 2025", "2025-07-15"],
    ["French, cut too short", "15 jui. 2025", null],
    ["Spanish", "31 de enero de 2025", "2025-01-31"],
    ["Italian", "3 giugno 2025", "2025-06-03"],
    ["Dutch", "5 mrt 2025", "2025-03-05"],
    ["Portuguese", "7 de março de 2025", "2025-03-07"],
    ["a month and a year", "Jan-25", null],
    ["a day that the named month lacks", "30-Feb-2025", null],
    ["a time", "2025-01-31 13:45", "2025-01-31T13:45:00"],
    ["a time with seconds and a fraction", "2025-01-31T13:45:10.250", "2025-01-31T13:45:10.250"],
    ["a time with points", "2025-01-31 13.45", "2025-01-31T13:45:00"],
    ["twelve hours", "2025-01-31 1:45 PM", "2025-01-31T13:45:00"],
    ["midnight of twelve hours", "2025-01-31 12:05 a.m.", "2025-01-31T00:05:00"],
    ["thirteen of twelve hours", "2025-01-31 13:45 PM", null],
    ["a zone", "2025-01-31T13:45:00+0100", "2025-01-31T13:45:00+01:00"],
    ["UTC", "2025-01-31 13:45 UTC", "2025-01-31T13:45:00Z"],
    ["a zone by a name with no offset", "2025-01-31 13:45 CET", null],
    ["hour 24", "2025-01-31 24:00", null],
    ["a version", "1.2.3", null],
    ["a number in groups", "1.234.567", null],
    ["a quarter", "Q1 2025", null],
    ["a name that is no month", "31-Foo-2025", null],
  ])("reads %s: %s", (_, text, iso) => {
    expect(isoOf(text, "DMY")).toBe(iso);
  });

  it("reads years of two digits in front under their order alone", () => {
    expect(isoOf("25-01-31", "YMD")).toBe("2025-01-31");
    expect(isoOf("25-01-31", "DMY")).toBe("2031-01-25");
    expect(isoOf("25-01-31", "MDY")).toBeNull();
  });

  it("gives back the day of any date written in any order", () => {
    const written: Record<DateOrder, (y: string, m: string, d: string) => string[]> = {
      DMY: (y, m, d) => [`${d}/${m}/${y}`, `${Number(d)}.${Number(m)}.${y}`, `${d} ${m} ${y}`],
      MDY: (y, m, d) => [`${m}/${d}/${y}`, `${Number(m)}-${Number(d)}-${y}`],
      YMD: (y, m, d) => [`${y}-${m}-${d}`, `${y}/${Number(m)}/${Number(d)}`, `${y}.${m}.${d}`],
    };
    fc.assert(
      fc.property(
        fc.date({
          min: new Date("1000-01-01T00:00:00Z"),
          max: new Date("9999-12-31T00:00:00Z"),
          noInvalidDate: true,
        }),
        (date) => {
          const iso = date.toISOString().slice(0, 10);
          const [y = "", m = "", d = ""] = iso.split("-");
          for (const order of ["DMY", "MDY", "YMD"] as const)
            for (const text of written[order](y, m, d)) expect(isoOf(text, order)).toBe(iso);
        },
      ),
    );
  });
});

describe("readTime", () => {
  it.each([
    ["13:45", "13:45:00"],
    ["1:45:30 pm", "13:45:30"],
    ["12:00 AM", "00:00:00"],
    ["9:05:00.5", "09:05:00.5"],
    ["10:00Z", "10:00:00Z"],
    ["24:00", null],
    ["10:60", null],
    ["13.45", null],
  ])("reads %s as %s", (text, time) => {
    expect(readTime(text)).toBe(time);
  });
});

describe("monthOf", () => {
  it.each([
    ["SEPT", 9],
    ["Févr", 2],
    ["Dez", 12],
    ["ene", 1],
    ["ma", null],
    ["jui", null],
    ["monday", null],
  ])("takes %s for %s", (name, month) => {
    expect(monthOf(name)).toBe(month);
  });
});
