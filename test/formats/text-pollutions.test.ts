// The polluted files of test/pollution through the parsers of csv and tsv. docs/pollutions.md is the
// expectation: it says of every file whether it comes out right, and what is wrong if not.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findFault } from "../pollution/judge.ts";
import { pollutionsPage, totalsOf } from "../pollution/page.ts";
import { judgePollutions, POLLUTIONS, readVariant } from "../pollution/run.ts";
import { clean, contentOf, type Variant } from "../pollution/variant.ts";

const PAGE = join(import.meta.dirname, "../../docs/pollutions.md");
const PIECE_BYTES = [1, 7, 512];
/** Of all files, and of the mean over the classes. */
const MIN_RIGHT_SHARE = 0.95;

describe("the polluted files", () => {
  it("are 650 and more, no two alike, under names that are unique in their class", () => {
    const variants = POLLUTIONS.flatMap((each) => each.variants);
    expect(variants.length).toBeGreaterThan(650);
    for (const { title, variants: own } of POLLUTIONS) {
      expect(new Set(own.map(({ name }) => name)).size, title).toBe(own.length);
    }
    const uploads = variants.map((variant) =>
      JSON.stringify([variant.extension, variant.options, contentOf(variant).join(" ")]),
    );
    expect(new Set(uploads).size).toBe(variants.length);
  });

  it("come out as docs/pollutions.md says; else run `npm run docs` and review its changes", async () => {
    const page = pollutionsPage(await judgePollutions());
    // `npm run docs` comes here: only the tests' runner can load what the parsers are made of.
    if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(PAGE, page);
    else expect(readFileSync(PAGE, "utf8")).toBe(page);
  });

  it("come out right, 95 of 100 at least, by files and by classes", async () => {
    const { variants, right, meanOfClasses } = totalsOf(await judgePollutions());
    expect(right / variants).toBeGreaterThanOrEqual(MIN_RIGHT_SHARE);
    expect(meanOfClasses).toBeGreaterThanOrEqual(MIN_RIGHT_SHARE);
  });
});

describe.each(POLLUTIONS)("$title", ({ variants }) => {
  it("gives the same however the upload is cut up", async () => {
    for (const variant of variants) {
      const whole = await readVariant(variant);
      for (const bytes of PIECE_BYTES) {
        expect(await readVariant(variant, bytes), variant.name).toEqual(whole);
      }
    }
  });
});

describe("findFault", () => {
  const right: Variant = { name: "clean", pieces: clean(), isQuiet: true };

  it("finds nothing wrong with the clean file", async () => {
    expect(findFault(right, await readVariant(right))).toBeNull();
  });

  it("sees a cell that is changed, shifted or lost, in any row", async () => {
    const file = await readVariant(right);
    const [table] = file.tables;
    for (const [index, [row, cells]] of table?.rows.entries() ?? []) {
      const damages = [
        cells.with(0, "x"),
        [null, ...cells],
        cells.slice(0, -1),
        cells.with(1, null),
        [...cells, "x"],
      ];
      for (const damaged of damages) {
        const rows = table?.rows.with(index, [row, damaged]) ?? [];
        const changed = { ...file, tables: [{ ...table, rows }] } as typeof file;
        expect(findFault(right, changed)).toBe(`line ${row} has other cells`);
      }
      const rows = table?.rows.toSpliced(index, 1) ?? [];
      const lost = { ...file, tables: [{ ...table, rows }] } as typeof file;
      expect(findFault(right, lost)).toBe(`line ${row} should be a row`);
    }
  });

  it("sees rows, tables, warnings and failures that should not be", async () => {
    const file = await readVariant(right);
    const [table] = file.tables;
    if (table === undefined) throw new Error("no table");
    const more = { ...table, rows: [...table.rows, [13, ["x"]] satisfies [number, string[]]] };
    expect(findFault(right, { ...file, tables: [more] })).toBe("line 13 should be no row");
    expect(findFault(right, { ...file, tables: [table, { ...table, rows: [] }] })).toBe("2 tables");
    const warning = { code: "ragged_row", message: "" } as const;
    expect(findFault(right, { ...file, warnings: [warning] })).toBe("warns of ragged_row");
    const failure = { code: "corrupt_file", detail: "" } as const;
    expect(findFault(right, { ...file, failure })).toBe("gives corrupt_file");
    const headless = { ...table, headerRow: null, columns: null };
    expect(findFault(right, { ...file, tables: [headless] })).toBe("line 1 should be a header");
  });

  it("sees that an open row has lost a letter, and that it is not warned of", async () => {
    const open: Variant = {
      name: "open",
      pieces: [...clean(), { is: "open", text: 'a,"b",c', warns: ["ragged_row"] }],
    };
    const file = await readVariant(open);
    expect(findFault(open, file)).toBeNull();
    expect(findFault(open, { ...file, warnings: [] })).toBe("line 13 is not warned of");
    const [table] = file.tables;
    const rows = [...(table?.rows.slice(0, -1) ?? []), [13, ["a", "b"]]];
    const cut = { ...file, tables: [{ ...table, rows }] } as typeof file;
    expect(findFault(open, cut)).toBe("line 13 loses characters");
  });
});
