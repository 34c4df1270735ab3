// `npm start`: serves the Worker locally under the development configuration.
//   npm start -- [--port N] [--persist-to DIR] [any option of `wrangler dev`]
// A debugger can attach when --inspector-port is given.
import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import {
  CONFIG_PATH,
  DEVELOPMENT_ENVIRONMENT,
  developmentKey,
  LOCAL_RUNTIME_VARIABLES,
  NO_DEBUGGER_VARIABLES,
  seedDevelopment,
} from "./development.ts";

const READY_TIMEOUT_MS = 60_000;
const READY_POLL_MS = 200;

const { values } = parseArgs({
  options: {
    port: { type: "string", default: "8787" },
    "persist-to": { type: "string", default: ".wrangler/state" },
  },
  strict: false,
});
const port = String(values.port);
const stateDirectory = resolve(String(values["persist-to"]));
const given = process.argv.slice(2);
const defaults = Object.entries({ "--port": port, "--persist-to": stateDirectory })
  .filter(([name]) => !given.some((text) => text === name || text.startsWith(`${name}=`)))
  .flat();

Object.assign(process.env, LOCAL_RUNTIME_VARIABLES);
const isDebugged =
  "VSCODE_INSPECTOR_OPTIONS" in process.env ||
  given.some((text) => text.startsWith("--inspector-"));
if (!isDebugged) Object.assign(process.env, NO_DEBUGGER_VARIABLES);
await seedDevelopment(stateDirectory);

const environment = ["--var", `ENVIRONMENT:${DEVELOPMENT_ENVIRONMENT}`];
const quiet = ["--show-interactive-dev-session", "false"];
const server = spawn(
  "wrangler",
  ["dev", "--config", CONFIG_PATH, ...environment, ...quiet, ...defaults, ...given],
  { stdio: ["ignore", "inherit", "inherit"] },
);
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => server.kill(signal));
server.on("exit", (code, signal) => process.exit(code ?? (signal === null ? 1 : 0)));

const base = `http://localhost:${port}`;
if (await isReady(`${base}/health`)) {
  console.log(`
paciolus-edge serves on ${base}. Try:

  printf 'Account,Debit,Credit\\n1000,12.50,\\n2000,,12.50\\n' | curl -sS -H 'Authorization: Bearer ${developmentKey("enterprise")}' --data-binary @- '${base}/v1/parse?filename=tb.csv'
`);
} else {
  console.error(`paciolus-edge does not answer on ${base} after ${READY_TIMEOUT_MS / 1000} s`);
  server.kill();
}

async function isReady(url: string): Promise<boolean> {
  const deadline = Date.now() + READY_TIMEOUT_MS;
  while (Date.now() < deadline) {
    const response = await fetch(url).catch(() => null);
    if (response?.ok === true) return true;
    await new Promise((done) => setTimeout(done, READY_POLL_MS));
  }
  return false;
}
