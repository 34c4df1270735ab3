// Scores every PDF of a folder, subfolders included, that has its truth beside it.
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { toTable, type FindTables } from "./found-tables.ts";
import { readRegions, readStructure, type Region } from "./ground-truth.ts";
import {
  addCounts,
  noCounts,
  ratesOf,
  regionRates,
  scoreDocument,
  wordsOf,
  type DocumentScore,
  type Rates,
  type Table,
} from "./metrics.ts";
import { readWords, type PlacedWord } from "./page-words.ts";

export interface ScoredDocument {
  name: string;
  refusal: string | null;
  score: DocumentScore;
}

export interface Measure {
  name: string;
  /** Each document counts the same, as in the competition … */
  perDocument: Rates;
  /** … and each table, word, relation or cell. */
  overall: Rates;
}

/** Points that a region is widened by: its box is given in whole ones. */
const TOLERANCE = 1;

export async function scoreFolder(
  folder: string,
  find: FindTables,
  onDocument: (document: ScoredDocument) => void = () => undefined,
): Promise<ScoredDocument[]> {
  const names = (await readdir(folder, { recursive: true }))
    .filter((name) => name.toLowerCase().endsWith(".pdf"))
    .toSorted();
  const documents: ScoredDocument[] = [];
  for (const name of names) {
    const path = join(folder, name);
    const stem = path.slice(0, -".pdf".length);
    if (!existsSync(`${stem}-str.xml`) || !existsSync(`${stem}-reg.xml`)) continue;
    const bytes = new Uint8Array(await readFile(path));
    const truth = await readTruth(stem, bytes);
    const { tables, refusal } = await find(bytes, basename(path));
    const document = { name, refusal, score: scoreDocument(truth, tables.map(toTable)) };
    documents.push(document);
    onDocument(document);
  }
  return documents;
}

async function readTruth(stem: string, bytes: Uint8Array): Promise<Table[]> {
  const regions = await readRegions(`${stem}-reg.xml`);
  const structure = await readStructure(`${stem}-str.xml`);
  if (regions.length !== structure.length) {
    throw new Error(`${stem} has ${regions.length} regions and ${structure.length} structures`);
  }
  const words = await readWords(bytes);
  return regions.map((parts, index) => ({
    words: words
      .filter((word) => parts.some((region) => liesIn(word, region)))
      .flatMap(({ text }) => wordsOf(text)),
    cells: structure[index] ?? [],
  }));
}

function liesIn({ page, x, y }: PlacedWord, { page: regionPage, box }: Region): boolean {
  return (
    page === regionPage &&
    x >= box.x1 - TOLERANCE &&
    x <= box.x2 + TOLERANCE &&
    y >= box.y1 - TOLERANCE &&
    y <= box.y2 + TOLERANCE
  );
}

/** Of each score its rates. */
const MEASURES: readonly [name: string, ratesOf: (score: DocumentScore) => Rates][] = [
  ["tables matched", ({ tables }) => ratesOf(tables)],
  ["regions, purity and completeness", regionRates],
  ["words of the regions", ({ words }) => ratesOf(words)],
  ["adjacency relations", ({ relations }) => ratesOf(relations)],
  ["cells", ({ cells }) => ratesOf(cells)],
];

export function summarise(documents: readonly ScoredDocument[]): Measure[] {
  const total = documents.reduce(addScore, emptyScore());
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  return MEASURES.map(([name, rate]) => {
    const rates = documents.map(({ score }) => rate(score));
    const precision = mean(rates.map((each) => each.precision));
    const recall = mean(rates.map((each) => each.recall));
    // As the competition has it: the harmonic mean of the averages.
    const f1 = precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
    return { name, perDocument: { precision, recall, f1 }, overall: rate(total) };
  });
}

function emptyScore(): DocumentScore {
  return {
    tables: noCounts(),
    complete: 0,
    pure: 0,
    words: noCounts(),
    relations: noCounts(),
    cells: noCounts(),
  };
}

function addScore(sum: DocumentScore, { score }: ScoredDocument): DocumentScore {
  for (const part of ["tables", "words", "relations", "cells"] as const) {
    addCounts(sum[part], score[part]);
  }
  sum.complete += score.complete;
  sum.pure += score.pure;
  return sum;
}
