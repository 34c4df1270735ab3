// PDF: the targets for pages, and what its code costs the other formats.
import type { Suite } from "../bench.ts";
import { compare, type Comparison } from "../cases/compare.ts";
import { measureCostOfParser } from "../cases/cost-of-a-parser.ts";
import { measureMemoryBySize } from "../cases/memory-by-size.ts";
import { ledger } from "../data.ts";
import { pageLedger } from "../pages/page-data.ts";
import { share } from "../report.ts";

const PAGES = 100;
const MANY_PAGES = 500;
const CHECKED_PAGES = 3;
const MAX_SHARE = 1.5;

const ruled: Comparison = {
  title: `PDF, ${PAGES} pages of ruled tables`,
  data: pageLedger(true),
  size: () => PAGES,
  checkedSize: CHECKED_PAGES,
  peers: [{ name: "unpdf-text" }, { name: "unpdf-items" }],
  targets: ({ parser, worker, peer }) => [
    share("parser, CPU against unpdf's extractText", parser / peer("unpdf-text"), MAX_SHARE),
    share("parser, CPU against unpdf's extractTextItems", parser / peer("unpdf-items"), MAX_SHARE),
    share("Worker, CPU against unpdf's extractText", worker / peer("unpdf-text"), MAX_SHARE),
  ],
};

const borderless: Comparison = {
  ...ruled,
  title: `PDF, ${PAGES} pages of tables without rules`,
  data: pageLedger(false),
};

export const suite: Suite = {
  title: "PDF",
  cases: new Map([
    ["pdf-ruled", (bench) => compare(bench, ruled)],
    ["pdf-borderless", (bench) => compare(bench, borderless)],
    [
      "pdf-memory",
      (bench) =>
        measureMemoryBySize(bench, {
          title: "PDF, memory over pages",
          data: pageLedger(true),
          sizes: [PAGES, MANY_PAGES],
          unit: "pages",
          maxRatio: 1.3,
        }),
    ],
    [
      "pdf-code",
      (bench) =>
        measureCostOfParser(bench, {
          title: "PDF, what its code costs others",
          format: "pdf",
          data: ledger({ delimiter: ",", encoding: "utf-8", words: "european", isQuoted: false }),
          kib: 10,
          maxStartUpSeconds: 0.1,
          maxLatencyRatio: 1.05,
        }),
    ],
  ]),
};
