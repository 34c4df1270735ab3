// The measures by hand on small tables, and the whole way on the sample.
import { copyFile, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadParser, toTable, type FindTables } from "./found-tables.ts";
import { normalise, ratesOf, regionRates, scoreDocument, type Table } from "./metrics.ts";
import { SAMPLE_PDFS } from "./sample-pdfs.ts";
import { scoreFolder, summarise } from "./score-folder.ts";

const SAMPLE = join(import.meta.dirname, "sample");

const RULED = [
  ["Class", "At 31 December", null],
  [null, "2024", "2025"],
  ["Land and buildings", "1,200", "1,350"],
  ["Plant", "640", "(85)"],
  ["Total", "1,840", "1,265"],
];
const OVER_TWO_PAGES = [
  ["Date", "Text", "Amount"],
  ["02/01/2025", "Opening entry", "500.00"],
  ["09/01/2025", "Stationery", "(12.40)"],
  ["17/01/2025", "Rent for January", "(250.00)"],
  ["03/02/2025", "Fees received", "1,080.25"],
  ["28/02/2025", "Bank charges", "(7.10)"],
];

const SQUARE = [
  ["a", "b"],
  ["c", "d"],
];

describe("scoreDocument", () => {
  it("finds four relations in a square of four cells", () => {
    const score = scoreDocument([toTable(SQUARE)], [toTable(SQUARE)]);
    expect(score).toEqual({
      tables: { truth: 1, found: 1, correct: 1 },
      complete: 1,
      pure: 1,
      words: { truth: 4, found: 4, correct: 4 },
      relations: { truth: 4, found: 4, correct: 4 },
      cells: { truth: 4, found: 4, correct: 4 },
    });
  });

  it("passes over blank cells to the next filled one", () => {
    const row = (cells: (string | null)[]) => [toTable([cells])];
    const { relations } = scoreDocument(row(["a", null, "b"]), row(["a", "b"]));
    expect(relations).toEqual({ truth: 1, found: 1, correct: 1 });
  });

  it("relates a cell over two columns to both cells below it", () => {
    const span = { row: 0, column: 0, endRow: 0, endColumn: 1, text: "years" };
    const truth: Table = {
      words: ["years", "2024", "2025"],
      cells: [
        span,
        { row: 1, column: 0, endRow: 1, endColumn: 0, text: "2024" },
        { row: 1, column: 1, endRow: 1, endColumn: 1, text: "2025" },
      ],
    };
    const found = toTable([
      ["years", null],
      ["2024", "2025"],
    ]);
    const { relations } = scoreDocument([truth], [found]);
    // years - 2024, years - 2025, 2024 - 2025.
    expect(relations).toEqual({ truth: 3, found: 2, correct: 2 });
  });

  it("counts equal relations as often as they are there", () => {
    const same = toTable([["-", "-", "-"]]);
    const { relations } = scoreDocument([same], [toTable([["-", "-"]])]);
    expect(relations).toEqual({ truth: 2, found: 1, correct: 1 });
  });

  it("loses what is in a table that was merged with another, and in one that is not there", () => {
    const other = [
      ["1", "2"],
      ["3", "4"],
      ["5", "6"],
    ];
    const truth = [toTable(SQUARE), toTable(other)];
    const merged = scoreDocument(truth, [toTable([...SQUARE, ...other])]);
    expect(merged.tables).toEqual({ truth: 2, found: 1, correct: 1 });
    expect([merged.complete, merged.pure]).toEqual([1, 0]);
    expect(merged.words).toEqual({ truth: 10, found: 10, correct: 6 });
    expect(regionRates(merged)).toEqual({ recall: 0.5, precision: 0, f1: 0 });
    const invented = scoreDocument([], [toTable(SQUARE)]);
    expect(invented.relations).toEqual({ truth: 0, found: 4, correct: 0 });
    expect(ratesOf(invented.relations)).toEqual({ precision: 0, recall: 0, f1: 0 });
  });

  it("holds that nothing found is right where nothing is there", () => {
    expect(ratesOf(scoreDocument([], []).tables)).toEqual({ precision: 1, recall: 1, f1: 1 });
  });
});

describe("normalise", () => {
  it.each([
    ["blanks and line breaks", "Trade \n receivables", "Tradereceivables"],
    ["ligatures", "\ufb01xed", "fixed"],
    ["dashes", "\u2212 12 \u2013 14", "-12-14"],
    ["soft hyphens", "re\u00adceivables", "receivables"],
  ])("takes %s for what they stand for", (_, text, expected) => {
    expect(normalise(text)).toBe(expected);
  });
});

describe("scoreFolder", () => {
  let folder = "";

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "paciolus-icdar-"));
    for (const name of await readdir(SAMPLE)) {
      await copyFile(join(SAMPLE, name), join(folder, name));
    }
    for (const [name, build] of SAMPLE_PDFS) await writeFile(join(folder, `${name}.pdf`), build());
    await writeFile(join(folder, "without-truth.pdf"), "not read");
  });
  afterAll(() => rm(folder, { recursive: true }));

  const finder =
    (tables: Record<string, readonly (readonly unknown[])[][]>): FindTables =>
    (_, name) =>
      Promise.resolve({ tables: tables[name] ?? [], refusal: null });

  it("gives full marks to what was written by hand, but for relations of cells over several places", async () => {
    const find = finder({ "ruled.pdf": [RULED], "over-two-pages.pdf": [OVER_TWO_PAGES] });
    const documents = await scoreFolder(folder, find);
    expect(documents.map(({ name, score }) => [name, score])).toEqual([
      [
        "over-two-pages.pdf",
        {
          tables: { truth: 1, found: 1, correct: 1 },
          complete: 1,
          pure: 1,
          words: { truth: 23, found: 23, correct: 23 },
          relations: { truth: 27, found: 27, correct: 27 },
          cells: { truth: 18, found: 18, correct: 18 },
        },
      ],
      [
        "ruled.pdf",
        {
          tables: { truth: 1, found: 1, correct: 1 },
          complete: 1,
          pure: 1,
          words: { truth: 17, found: 17, correct: 17 },
          // 1 + 2 + 3 * 2 to the right, "Class" being in two rows, and 3 + 4 + 4 below.
          relations: { truth: 20, found: 18, correct: 18 },
          cells: { truth: 13, found: 13, correct: 13 },
        },
      ],
    ]);
  });

  it("takes from what is split, and from what holds lines of the page", async () => {
    const withFooter = [...OVER_TWO_PAGES, ["Page 2 of 2", null, null]];
    const find = finder({
      "ruled.pdf": [RULED.slice(0, 2), RULED.slice(2)],
      "over-two-pages.pdf": [withFooter],
    });
    const documents = await scoreFolder(folder, find);
    const [pages, split] = documents.map(({ score }) => score);
    expect([pages?.complete, pages?.pure, pages?.words.found]).toEqual([1, 0, 27]);
    expect(split?.tables).toEqual({ truth: 1, found: 2, correct: 1 });
    // The larger part holds 11 of 17 words, and nothing else.
    expect([split?.complete, split?.pure, split?.words.correct]).toEqual([0, 1, 11]);
    const measures = new Map(summarise(documents).map(({ name, ...rates }) => [name, rates]));
    expect(measures.get("tables matched")?.perDocument).toMatchObject({
      precision: 0.75,
      recall: 1,
    });
    expect(measures.get("tables matched")?.overall).toMatchObject({ precision: 2 / 3, recall: 1 });
    expect(measures.get("regions, purity and completeness")?.overall).toMatchObject({
      precision: 1 / 3,
      recall: 1 / 2,
    });
  });

  it("finds both tables of the sample with our parser", async () => {
    const documents = await scoreFolder(folder, await loadParser());
    const [tables, , words, , cells] = summarise(documents);
    expect(documents.map(({ refusal }) => refusal)).toEqual([null, null]);
    expect([tables?.overall.f1, words?.overall.f1, cells?.overall.f1]).toEqual([1, 1, 1]);
  });
});
