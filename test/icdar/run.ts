// `npm run icdar -- FOLDER [--url URL] [--key KEY] [--verbose] [--out FILE]`: docs/icdar.md.
import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { loadParser, service } from "./found-tables.ts";
import { ratesOf } from "./metrics.ts";
import { scoreFolder, summarise, type ScoredDocument } from "./score-folder.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    url: { type: "string" },
    key: { type: "string", default: "dev-enterprise" },
    verbose: { type: "boolean", default: false },
    out: { type: "string" },
  },
});
const [folder] = positionals;
if (folder === undefined || positionals.length !== 1) throw new Error("name one folder");

const find = values.url === undefined ? await loadParser() : service(values.url, values.key);
const documents = await scoreFolder(folder, find, (document) => {
  if (values.verbose) console.log(describe(document));
});
if (documents.length === 0)
  throw new Error("no PDF of the folder has -reg.xml and -str.xml beside it");
const measures = summarise(documents);
if (values.out !== undefined) {
  await writeFile(values.out, `${JSON.stringify({ measures, documents }, null, 2)}\n`);
}
const tables = documents.reduce((sum, { score }) => sum + score.tables.truth, 0);
const refused = documents.filter(({ refusal }) => refusal !== null);
console.log(`documents: ${documents.length}, tables: ${tables}, refused: ${refused.length}`);
for (const { name, refusal } of refused) console.log(`  ${name}: ${refusal}`);
const heading = ["precision", "recall", "F1"].map((title) => title.padStart(10)).join("");
console.log(`\n${"".padEnd(34)}${"per document".padStart(30)}${"overall".padStart(30)}`);
console.log(`${"".padEnd(34)}${heading}${heading}`);
for (const { name, perDocument, overall } of measures) {
  const figures = [perDocument, overall].flatMap(({ precision, recall, f1 }) => [
    precision,
    recall,
    f1,
  ]);
  console.log(name.padEnd(34) + figures.map((value) => value.toFixed(3).padStart(10)).join(""));
}

function describe({ name, refusal, score }: ScoredDocument): string {
  const { tables: counts, complete, pure, relations, cells } = score;
  const f1 = [relations, cells].map((each) => ratesOf(each).f1.toFixed(3));
  return `${name}: ${refusal ?? `${counts.truth} tables, ${counts.found} found, ${counts.correct} matched, ${complete} complete, ${pure} pure`}; F1 of relations ${f1[0]}, of cells ${f1[1]}`;
}
