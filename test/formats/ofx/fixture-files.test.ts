// The files in test/fixtures/ofx are what test/support/ofx-fixtures.ts builds, and nothing else.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { OFX_FIXTURES } from "../../support/ofx-fixtures.ts";

const FOLDER = join(import.meta.dirname, "../../fixtures/ofx");
const EMPTY_EXPECTATION = "{}\n";

describe("files of test/fixtures/ofx", () => {
  it.each(Object.entries(OFX_FIXTURES))("%s is what its builder gives", (name, build) => {
    const path = join(FOLDER, name);
    const bytes = build();
    if (process.env["UPDATE_GOLDEN"] === "1") {
      writeFileSync(path, bytes);
      const expectation = join(FOLDER, `${basename(name, extname(name))}.expected.json`);
      if (!existsSync(expectation)) writeFileSync(expectation, EMPTY_EXPECTATION);
    }
    expect(new Uint8Array(readFileSync(path))).toEqual(new Uint8Array(bytes));
  });

  it("has no file without a builder", () => {
    const names = readdirSync(FOLDER).filter((name) => /\.(ofx|qbo|qfx)$/.test(name));
    expect(names.toSorted()).toEqual(Object.keys(OFX_FIXTURES).toSorted());
  });
});
