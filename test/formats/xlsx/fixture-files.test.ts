// The files in test/fixtures/xlsx are what test/support/xlsx-fixtures.ts builds, and nothing else.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { XLSX_FIXTURES } from "../../support/xlsx-fixtures.ts";

const FOLDER = join(import.meta.dirname, "../../fixtures/xlsx");
const EMPTY_EXPECTATION = "{}\n";

describe("files of test/fixtures/xlsx", () => {
  it.each(Object.entries(XLSX_FIXTURES))("%s.xlsx is what its builder gives", (name, build) => {
    const path = join(FOLDER, `${name}.xlsx`);
    const bytes = build();
    if (process.env["UPDATE_GOLDEN"] === "1") {
      writeFileSync(path, bytes);
      const expectation = join(FOLDER, `${name}.expected.json`);
      if (!existsSync(expectation)) writeFileSync(expectation, EMPTY_EXPECTATION);
    }
    expect(new Uint8Array(readFileSync(path))).toEqual(new Uint8Array(bytes));
  });

  it("has no file without a builder", () => {
    const names = readdirSync(FOLDER).filter((name) => name.endsWith(".xlsx"));
    expect(names.toSorted()).toEqual(
      Object.keys(XLSX_FIXTURES)
        .map((name) => `${name}.xlsx`)
        .toSorted(),
    );
  });
});
