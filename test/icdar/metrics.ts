// How tables that were found are held against those that are there. Pure; docs/icdar.md says what the
// figures mean. Source: Göbel, Hassan, Oro, Orsi, "A Methodology for Evaluating Algorithms for Table
// Understanding in PDF Documents" (DocEng 2012) and "ICDAR 2013 Table Competition" (2013).

export interface Cell {
  row: number;
  column: number;
  /** Inclusive. */
  endRow: number;
  endColumn: number;
  text: string;
}

/** Words of the region, as they come; cells of the structure. */
export interface Table {
  words: readonly string[];
  cells: readonly Cell[];
}

export interface Counts {
  /** Of what is there. */
  truth: number;
  found: number;
  correct: number;
}

export interface Rates {
  precision: number;
  recall: number;
  f1: number;
}

export interface DocumentScore {
  /** Tables: correct are those that were matched. */
  tables: Counts;
  /** Matched tables that hold all words of theirs, and that hold no other. */
  complete: number;
  pure: number;
  words: Counts;
  relations: Counts;
  cells: Counts;
}

/** Share of common words, against all words of both, from which two tables are the same one. */
const MIN_OVERLAP = 0.5;

export function noCounts(): Counts {
  return { truth: 0, found: 0, correct: 0 };
}

export function addCounts(sum: Counts, { truth, found, correct }: Counts): void {
  sum.truth += truth;
  sum.found += found;
  sum.correct += correct;
}

/** Where there is nothing to find, nothing found is right. */
export function ratesOf({ truth, found, correct }: Counts): Rates {
  const precision = found === 0 ? (truth === 0 ? 1 : 0) : correct / found;
  const recall = truth === 0 ? (found === 0 ? 1 : 0) : correct / truth;
  const f1 = precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
  return { precision, recall, f1 };
}

/** Completeness against what is there, purity against what was found, and their harmonic mean. */
export function regionRates({ tables, complete, pure }: DocumentScore): Rates {
  const recall = ratesOf({ ...tables, found: tables.truth, correct: complete }).recall;
  const precision = ratesOf({ ...tables, truth: tables.found, correct: pure }).precision;
  const f1 = precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
  return { precision, recall, f1 };
}

/** Case and forms of signs stay; blanks and line breaks say nothing. */
export function normalise(text: string): string {
  return text
    .normalize("NFKC")
    .replaceAll(/[\u2010-\u2015\u2212]/g, "-")
    .replaceAll(/[\s\u00ad\u200b]+/g, "");
}

export function wordsOf(text: string): string[] {
  return text
    .split(/\s+/)
    .map(normalise)
    .filter((word) => word !== "");
}

export function scoreDocument(truth: readonly Table[], found: readonly Table[]): DocumentScore {
  const score: DocumentScore = {
    tables: { truth: truth.length, found: found.length, correct: 0 },
    complete: 0,
    pure: 0,
    words: noCounts(),
    relations: noCounts(),
    cells: noCounts(),
  };
  const partners = matchTables(truth, found);
  for (const [index, table] of truth.entries()) {
    const partner = partners.get(index);
    addPair(score, table, partner === undefined ? null : (found[partner] ?? null));
  }
  const matched = new Set(partners.values());
  for (const [index, table] of found.entries())
    if (!matched.has(index)) addPair(score, null, table);
  return score;
}

function addPair(score: DocumentScore, truth: Table | null, found: Table | null): void {
  const words = compareBags(truth?.words ?? [], found?.words ?? []);
  addCounts(score.words, words);
  addCounts(
    score.relations,
    compareBags(relationsOf(truth?.cells ?? []), relationsOf(found?.cells ?? [])),
  );
  addCounts(score.cells, compareBags(textsOf(truth?.cells ?? []), textsOf(found?.cells ?? [])));
  if (truth === null || found === null) return;
  score.tables.correct += 1;
  if (words.correct === words.truth) score.complete += 1;
  if (words.correct === words.found) score.pure += 1;
}

/** The best pairs first, each table once. @returns places in `found` by places in `truth`. */
function matchTables(truth: readonly Table[], found: readonly Table[]): Map<number, number> {
  const pairs = truth.flatMap((table, index) =>
    found.flatMap((other, partner) => {
      const counts = compareBags(table.words, other.words);
      const union = counts.truth + counts.found - counts.correct;
      const overlap = union === 0 ? 0 : counts.correct / union;
      return overlap >= MIN_OVERLAP ? [{ index, partner, overlap }] : [];
    }),
  );
  const partners = new Map<number, number>();
  const taken = new Set<number>();
  for (const { index, partner } of pairs.toSorted((a, b) => b.overlap - a.overlap)) {
    if (partners.has(index) || taken.has(partner)) continue;
    partners.set(index, partner);
    taken.add(partner);
  }
  return partners;
}

function textsOf(cells: readonly Cell[]): string[] {
  return cells.map(({ text }) => normalise(text)).filter((text) => text !== "");
}

/** Pairs of a filled cell with the next filled one to its right, in each of its rows, and below. */
function relationsOf(cells: readonly Cell[]): string[] {
  const filled = cells.filter(({ text }) => normalise(text) !== "");
  const relations = new Set<string>();
  const add = (
    direction: "right" | "below",
    lineOf: (cell: Cell) => [first: number, last: number],
    placeOf: (cell: Cell) => number,
  ) => {
    const lines = new Map<number, number[]>();
    for (const [index, cell] of filled.entries()) {
      const [first, last] = lineOf(cell);
      for (let line = first; line <= last; line += 1) {
        const members = lines.get(line) ?? [];
        members.push(index);
        lines.set(line, members);
      }
    }
    for (const members of lines.values()) {
      const sorted = members.toSorted(
        (a, b) => placeOf(filled[a] as Cell) - placeOf(filled[b] as Cell),
      );
      for (const [place, index] of sorted.entries()) {
        const next = sorted[place + 1];
        if (next !== undefined) relations.add(`${direction} ${index} ${next}`);
      }
    }
  };
  add(
    "right",
    ({ row, endRow }) => [row, endRow],
    ({ column }) => column,
  );
  add(
    "below",
    ({ column, endColumn }) => [column, endColumn],
    ({ row }) => row,
  );
  return [...relations].map((relation) => {
    const [direction = "", ...places] = relation.split(" ");
    return JSON.stringify([
      direction,
      ...places.map((i) => normalise(filled[Number(i)]?.text ?? "")),
    ]);
  });
}

function compareBags(truth: readonly string[], found: readonly string[]): Counts {
  const left = new Map<string, number>();
  for (const item of truth) left.set(item, (left.get(item) ?? 0) + 1);
  let correct = 0;
  for (const item of found) {
    const count = left.get(item) ?? 0;
    if (count === 0) continue;
    left.set(item, count - 1);
    correct += 1;
  }
  return { truth: truth.length, found: found.length, correct };
}
