import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MAX_FILENAME_CHARACTERS } from "../../guards/limits.ts";
import {
  bareMediaType,
  cleanFilename,
  extensionOf,
  nameFromDisposition,
} from "../../src/http/declared-name.ts";

describe("nameFromDisposition", () => {
  it.each<[string | null, string | null]>([
    [null, null],
    ["attachment", null],
    ['attachment; filename="tb.csv"', "tb.csv"],
    ["attachment; filename=tb.csv", "tb.csv"],
    ['form-data; name="file"; filename="tb.csv"', "tb.csv"],
    ['attachment; FileName = "tb 2025.csv" ; size=4', "tb 2025.csv"],
    ['attachment; filename="a \\"b\\".csv"', 'a "b".csv'],
    ["attachment; filename*=UTF-8''B%C3%BCcher%20%E2%82%AC.csv", "Bücher €.csv"],
    ["attachment; filename*=utf-8'de'x.csv", "x.csv"],
    // The extended form wins in either order (RFC 6266, 4.3).
    [`attachment; filename="plain.csv"; filename*=UTF-8''real.csv`, "real.csv"],
    [`attachment; filename*=UTF-8''real.csv; filename="plain.csv"`, "real.csv"],
    // One that cannot be read leaves the plain form.
    [`attachment; filename*=UTF-8''%ff%zz; filename="plain.csv"`, "plain.csv"],
    [`attachment; filename*=EBCDIC''%c1; filename="plain.csv"`, "plain.csv"],
    ['attachment; filename=""', ""],
    [`attachment; filename="${"x".repeat(9_000)}"`, null],
  ])("reads %j", (header, name) => {
    expect(nameFromDisposition(header)).toBe(name);
  });

  it("never throws", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        nameFromDisposition(`attachment; filename${text}`);
        nameFromDisposition(`attachment; filename*=UTF-8''${text}`);
      }),
    );
  });
});

describe("cleanFilename", () => {
  it.each<[string | null, string | null]>([
    [null, null],
    ["", null],
    ["  ", null],
    ["tb.csv", "tb.csv"],
    [" tb.csv ", "tb.csv"],
    ["/etc/passwd", "passwd"],
    ["..\\..\\windows\\x.csv", "x.csv"],
    ["C:\\Users\\me\\tb.csv", "tb.csv"],
    ["dir/", null],
    ["a\u0000b\r\nc.csv", "abc.csv"],
    // The direction mark that makes an executable look like a table.
    ["invoice\u202evsc.exe", "invoicevsc.exe"],
    ["a\u2028b\u2029c\ufeff.csv", "abc.csv"],
    ["Übersicht €.csv", "Übersicht €.csv"],
  ])("shows %j as %j", (name, shown) => {
    expect(cleanFilename(name)).toBe(shown);
  });

  it("keeps no more characters than it may, and none of them in half", () => {
    const name = cleanFilename("😀".repeat(400)) ?? "";
    expect([...name]).toHaveLength(MAX_FILENAME_CHARACTERS);
    expect(name.isWellFormed()).toBe(true);
  });

  it.each([MAX_FILENAME_CHARACTERS - 1, MAX_FILENAME_CHARACTERS, MAX_FILENAME_CHARACTERS + 1])(
    "keeps the extension of a name of %i characters",
    (length) => {
      const name = cleanFilename(`${"é".repeat(length - 4)}.TSV`) ?? "";
      expect(name).toHaveLength(Math.min(length, MAX_FILENAME_CHARACTERS));
      expect(name.endsWith("é.TSV")).toBe(true);
    },
  );

  it("gives no path and no control character, whatever comes", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 400 }), (name) => {
        const shown = cleanFilename(name);
        if (shown !== null) expect(shown).not.toMatch(/[/\\\p{Cc}]/u);
        expect([...(shown ?? "")].length).toBeLessThanOrEqual(MAX_FILENAME_CHARACTERS);
      }),
    );
  });
});

describe("extensionOf", () => {
  it.each<[string | null, string | null]>([
    [null, null],
    ["tb", null],
    ["tb.", null],
    ["TB.CSV", ".csv"],
    ["tb.csv.gz", ".csv"],
    ["tb.CSV.GZ", ".csv"],
    ["archive.gz", ".gz"],
    [".csv", ".csv"],
    ["tb.csv ", null],
    ["tb.waytoolongforone", null],
  ])("of %j is %j", (name, extension) => {
    expect(extensionOf(name)).toBe(extension);
  });
});

describe("bareMediaType", () => {
  it.each<[string | null, string | null]>([
    [null, null],
    ["", null],
    [";charset=utf-8", null],
    ["Text/CSV; charset=utf-8", "text/csv"],
    [" application/pdf ", "application/pdf"],
  ])("of %j is %j", (header, type) => {
    expect(bareMediaType(header)).toBe(type);
  });
});
