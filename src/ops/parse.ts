// `npm run parse`: reads one file with the Worker started in this process, prints the records.
//   npm run parse -- FILE [--format F] [--header none] [--sheet S] …
// The options are the query parameters of POST /v1/parse that bear on the rows. Exit code 0: complete;
// 1: the file was refused or failed; 2: wrong usage.
import { createReadStream } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { parseArgs } from "node:util";
import { unstable_startWorker as startWorker } from "wrangler";
import {
  CONFIG_PATH,
  DEVELOPMENT_ENVIRONMENT,
  developmentKey,
  LOCAL_RUNTIME_VARIABLES,
  seedDevelopment,
} from "./development.ts";

const OPTIONS = {
  format: { type: "string" },
  header: { type: "string" },
  sheet: { type: "string" },
  delimiter: { type: "string" },
  encoding: { type: "string" },
  max_rows: { type: "string" },
  strict: { type: "string" },
  types: { type: "string" },
  pages: { type: "string" },
  min_confidence: { type: "string" },
  unmask: { type: "string" },
} as const;

process.exitCode = await main();

async function main(): Promise<number> {
  const { file, query } = readArguments() ?? {};
  if (file === undefined || query === undefined) return 2;
  Object.assign(process.env, LOCAL_RUNTIME_VARIABLES);
  const stateDirectory = await mkdtemp(join(tmpdir(), "paciolus-parse-"));
  await seedDevelopment(stateDirectory);
  const worker = await startWorker({
    config: CONFIG_PATH,
    bindings: { ENVIRONMENT: { type: "plain_text", value: DEVELOPMENT_ENVIRONMENT } },
    dev: {
      server: { port: 0 },
      inspector: false,
      watch: false,
      logLevel: "error",
      persist: stateDirectory,
    },
  });
  try {
    const url = new URL(`/v1/parse?${query}`, await worker.url);
    return await upload(url, file);
  } finally {
    await worker.dispose();
    await rm(stateDirectory, { recursive: true });
  }
}

function readArguments(): { file: string; query: URLSearchParams } | null {
  try {
    const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true });
    const [file] = positionals;
    if (file === undefined || positionals.length !== 1) throw new Error("name one file");
    return { file, query: new URLSearchParams({ filename: basename(file), ...values }) };
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    console.error(
      "usage: npm run parse -- FILE [--format F] [--header none|auto|N] [--sheet S] [--types typed] …",
    );
    return null;
  }
}

async function upload(url: URL, file: string): Promise<number> {
  const { size } = await stat(file);
  const response = await fetch(url, {
    method: "POST",
    headers: {
      authorization: `Bearer ${developmentKey("enterprise")}`,
      "content-length": String(size),
    },
    body: Readable.toWeb(createReadStream(file)),
    duplex: "half",
  });
  if (response.body === null) return 1;
  let last = "";
  for await (const line of createInterface({ input: Readable.fromWeb(response.body) })) {
    console.log(line);
    last = line;
  }
  if (!response.ok) return 1;
  const end = JSON.parse(last) as { type?: string; status?: string };
  return end.type === "end" && end.status === "complete" ? 0 : 1;
}
