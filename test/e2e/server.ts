// Starts `npm start` as a user would, and looks at its processes from outside.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { descendants } from "../support/process-figures.ts";

export const ROOT = join(import.meta.dirname, "../..");

const START_TIMEOUT_MS = 60_000;

export interface RunningServer {
  url: string;
  stateDirectory: string;
  /** Everything that `npm start` has printed so far. */
  output: () => string;
  /** Pid of the runtime that runs the Worker; null while there is none. */
  runtimePid: () => number | null;
  stop: () => Promise<void>;
}

/**
 * @param root the tree to serve: the project's, or a copy of it.
 * @param environment further variables.
 */
export async function startServer(
  root = ROOT,
  environment: Readonly<Record<string, string>> = {},
): Promise<RunningServer> {
  const port = await freePort();
  const stateDirectory = await mkdtemp(join(tmpdir(), "paciolus-e2e-"));
  // A group of its own, so that everything it starts can be ended with it.
  const child = spawn(
    "npm",
    ["start", "--", "--port", String(port), "--persist-to", stateDirectory],
    {
      cwd: root,
      detached: true,
      env: { ...process.env, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const stop = async () => {
    await endGroup(child);
    await rm(stateDirectory, { recursive: true, force: true, maxRetries: 5 });
  };
  const isUp = await waitFor(() => output.includes("curl "), START_TIMEOUT_MS);
  if (!isUp) {
    await stop();
    throw new Error(`npm start did not come up:\n${output}`);
  }
  return {
    url: `http://localhost:${port}`,
    stateDirectory,
    output: () => output,
    runtimePid: () => (child.pid === undefined ? null : findRuntime(child.pid)),
    stop,
  };
}

/** Asks every 100 ms. @returns false when `timeoutMs` passed without it. */
export async function waitFor(
  isTrue: () => boolean | Promise<boolean>,
  timeoutMs: number,
): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline) {
    if (await isTrue()) return true;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return isTrue();
}

/** Runs a command of the project to its end. */
export async function run(
  command: string,
  args: readonly string[],
  input = "",
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(command, args, { cwd: ROOT, stdio: ["pipe", "pipe", "pipe"] });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  child.stdin.end(input);
  const [code] = (await once(child, "close")) as [number | null];
  return { code, stdout, stderr };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

async function endGroup(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null) return;
  const closed = once(child, "close");
  process.kill(-child.pid, "SIGTERM");
  const timer = setTimeout(() => process.kill(-(child.pid ?? 0), "SIGKILL"), 10_000);
  await closed;
  clearTimeout(timer);
}

/** `wrangler dev` has a proxy in front in a process of its own; the Worker's is the one started last. */
function findRuntime(ancestor: number): number | null {
  const runtimes = descendants(ancestor).filter(({ name }) => name === "workerd");
  return runtimes.toSorted((a, b) => a.startedAt - b.startedAt).at(-1)?.pid ?? null;
}
