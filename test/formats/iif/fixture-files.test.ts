// The files in test/fixtures/iif are what test/support/build-iif-fixtures.ts builds, and nothing else.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { IIF_FIXTURES } from "../../support/build-iif-fixtures.ts";

const FOLDER = join(import.meta.dirname, "../../fixtures/iif");

describe("files of test/fixtures/iif", () => {
  it.each(Object.entries(IIF_FIXTURES))(
    "%s.iif is what its builder gives",
    (name, { bytes, options }) => {
      const path = join(FOLDER, `${name}.iif`);
      const expectation = join(FOLDER, `${name}.expected.json`);
      if (process.env["UPDATE_GOLDEN"] === "1") {
        writeFileSync(path, bytes);
        if (!existsSync(expectation)) writeFileSync(expectation, JSON.stringify({ options }));
      }
      expect(new Uint8Array(readFileSync(path))).toEqual(new Uint8Array(bytes));
      const expected = JSON.parse(readFileSync(expectation, "utf8")) as { options?: unknown };
      expect(expected.options).toEqual(options);
    },
  );

  it("has no file without a builder", () => {
    const names = readdirSync(FOLDER).filter((name) => name.endsWith(".iif"));
    expect(names.toSorted()).toEqual(
      Object.keys(IIF_FIXTURES)
        .map((name) => `${name}.iif`)
        .toSorted(),
    );
  });
});
