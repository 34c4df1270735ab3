// Part of `npm run docs`: writes docs/pollutions.md. It stands here and not in src/ops since it runs
// the tests' files through the parsers, which src/ops may not import.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pollutionsPage } from "./page.ts";
import { judgePollutions } from "./run.ts";

writeFileSync(
  join(import.meta.dirname, "../../docs/pollutions.md"),
  pollutionsPage(await judgePollutions()),
);
