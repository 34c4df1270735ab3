// The files in test/fixtures/xls are what test/support/xls-fixtures.ts builds, and nothing else.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { XLS_FIXTURES } from "../../support/xls-fixtures.ts";

const FOLDER = join(import.meta.dirname, "../../fixtures/xls");
const EMPTY_EXPECTATION = "{}\n";

describe("files of test/fixtures/xls", () => {
  it.each(Object.entries(XLS_FIXTURES))("%s.xls is what its builder gives", (name, build) => {
    const path = join(FOLDER, `${name}.xls`);
    const bytes = build();
    if (process.env["UPDATE_GOLDEN"] === "1") {
      writeFileSync(path, bytes);
      const expectation = join(FOLDER, `${name}.expected.json`);
      if (!existsSync(expectation)) writeFileSync(expectation, EMPTY_EXPECTATION);
    }
    expect(new Uint8Array(readFileSync(path))).toEqual(new Uint8Array(bytes));
  });

  it("has no file without a builder", () => {
    const names = readdirSync(FOLDER).filter((name) => name.endsWith(".xls"));
    expect(names.toSorted()).toEqual(
      Object.keys(XLS_FIXTURES)
        .map((name) => `${name}.xls`)
        .toSorted(),
    );
  });
});
