// Delimited text: the targets for CSV.
import { MIB } from "../../../src/core/units.ts";
import type { Suite } from "../bench.ts";
import { compare, type Comparison, type ComparedFigures } from "../cases/compare.ts";
import { measureGrowth } from "../cases/growth.ts";
import { measureRequests } from "../cases/requests.ts";
import { ledger } from "../data.ts";
import { memoryGrowth, share, type Target } from "../report.ts";

const COMMAS = { delimiter: ",", encoding: "utf-8" } as const;
const PLAIN = ledger({ ...COMMAS, words: "european", isQuoted: false });
const QUOTED = ledger({ ...COMMAS, words: "european", isQuoted: true });
const ASCII = ledger({ ...COMMAS, words: "english", isQuoted: false });
const WINDOWS_1252 = ledger({
  delimiter: ";",
  encoding: "windows-1252",
  words: "german",
  isQuoted: false,
});

const PEERS = ["papaparse", "csv-parse", "udsv", "duckdb"].map((name) => ({ name }));
const MAX_MEMORY_GROWTH_MB = 32;
const SIZES_MIB = [1, 10, 100, 1000];
const MEASURED_MIB = 100;

/** @param parserShare of papaparse's processor time that our parser may take. */
function targetsFor(parserShare: number | null) {
  return ({ parser, worker, workerGrowth, peer }: ComparedFigures): Target[] => [
    ...(parserShare === null
      ? []
      : [share("parser, CPU against papaparse", parser / peer("papaparse"), parserShare)]),
    share("Worker, CPU against papaparse", worker / peer("papaparse"), 1 / 4),
    share("Worker, CPU against DuckDB on one thread", worker / peer("duckdb"), 1),
    memoryGrowth("Worker, RSS growth", workerGrowth, MAX_MEMORY_GROWTH_MB),
  ];
}

const plain: Comparison = {
  title: "CSV, plain",
  data: PLAIN,
  size: ({ mib }) => mib * MIB,
  checkedSize: 1 * MIB,
  peers: PEERS,
  targets: targetsFor(1 / 8),
};
const quoted: Comparison = {
  ...plain,
  title: "CSV, half of the fields quoted",
  data: QUOTED,
  targets: targetsFor(1 / 10),
};
const ascii: Comparison = { ...plain, title: "CSV, plain, all of it ASCII", data: ASCII };
const windows1252: Comparison = {
  ...plain,
  title: "CSV, windows-1252 with semicolons",
  data: WINDOWS_1252,
  targets: targetsFor(null),
};

export const suite: Suite = {
  title: "Text",
  cases: new Map([
    ["csv-plain", (bench) => compare(bench, plain)],
    ["csv-quoted", (bench) => compare(bench, quoted)],
    ["csv-ascii", (bench) => compare(bench, ascii)],
    ["csv-windows-1252", (bench) => compare(bench, windows1252)],
    [
      "csv-growth",
      (bench) =>
        measureGrowth(bench, {
          title: "CSV, growth",
          data: PLAIN,
          sizes: SIZES_MIB.filter((mib) => mib <= bench.largestMib).map((mib) => ({
            name: `${mib} MiB`,
            size: mib * MIB,
            repeats: Math.max(1, MEASURED_MIB / mib),
          })),
          input: `Code warm; files under ${MEASURED_MIB} MiB read until ${MEASURED_MIB} MiB were read.`,
          warmUpSize: 20 * MIB,
          needsRaisedLimits: true,
          maxRatio: 1.2,
          maxMemoryGrowthMb: MAX_MEMORY_GROWTH_MB,
        }),
    ],
    [
      "csv-requests",
      (bench) =>
        measureRequests(bench, {
          title: "CSV, small files",
          data: PLAIN,
          kib: 10,
          minPerSecond: 400,
        }),
    ],
  ]),
};
