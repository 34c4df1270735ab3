// The Worker on workerd, measured from outside: what its runtime's process costs while files are
// uploaded to it. Client, wrangler and its proxy are processes of their own and do not count.
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { Agent, request, type IncomingMessage } from "node:http";
import { startServer } from "../e2e/server.ts";
import type { Bench } from "./bench.ts";
import type { Cost } from "./measure.ts";
import {
  cpuSeconds,
  listeningPorts,
  peakResidentBytes,
  residentBytes,
  resetPeak,
} from "../support/process-figures.ts";

export interface WorkerCost extends Cost {
  rows: number;
  /** How far the peak of the uploads lies above the memory of the runtime at rest before them. */
  growthBytes: number;
}

const READ_BYTES = 256 * 1024;
/** More than the records behind the rows of a clean file take. */
const TAIL_BYTES = 4096;
const KEY = "Bearer dev-enterprise";
const SMALL_FILE: SmallFile = {
  filename: "small.csv",
  bytes: new TextEncoder().encode("a,b\n1,2\n"),
};
/** The runtime's last work for a request comes after its answer. */
const SETTLE_MS = 100;
const PROBE_TIMEOUT_MS = 5_000;

/** How requests come to the Worker: as `npm start` serves it, or to the socket of its own runtime. */
export type Way = "proxy" | "runtime";

export interface StartOptions {
  /** The tree to serve, when it is not the project's own. */
  root?: string;
  environment?: Readonly<Record<string, string>>;
  /** Sent once, so that its parser is loaded before anything is measured. */
  firstFile?: SmallFile;
}

export interface SmallFile {
  filename: string;
  bytes: Uint8Array;
}

export class WorkerUnderTest {
  readonly #url: string;
  readonly #pid: number;
  readonly #stop: () => Promise<void>;
  readonly #agent = new Agent({ keepAlive: true });

  private constructor(url: string, pid: number, stop: () => Promise<void>) {
    this.#url = url;
    this.#pid = pid;
    this.#stop = stop;
  }

  static async start(
    bench: Bench,
    { root, environment, firstFile = SMALL_FILE }: StartOptions = {},
  ): Promise<WorkerUnderTest> {
    const starting = startServer(root, environment);
    let stopping: Promise<void> | null = null;
    // The benchmark may be broken off while the server starts.
    const stop = () => (stopping ??= starting.then((started) => started.stop()));
    bench.defer(stop);
    const server = await starting;
    const pid = server.runtimePid();
    if (pid === null) throw new Error("the runtime is not running");
    const worker = new WorkerUnderTest(server.url, pid, stop);
    // The first request loads the parser.
    await worker.#send(firstFile.bytes, firstFile.filename);
    await settle();
    return worker;
  }

  /** What the runtime has cost so far, and the memory that it has now. */
  atRest(): { cpuSeconds: number; residentBytes: number } {
    return { cpuSeconds: cpuSeconds(this.#pid), residentBytes: residentBytes(this.#pid) };
  }

  /** Uploads a file several times, one after the other. */
  async measure(path: string, filename: string, repeats = 1): Promise<WorkerCost> {
    resetPeak(this.#pid);
    const restBytes = residentBytes(this.#pid);
    const startedAt = process.hrtime.bigint();
    const before = cpuSeconds(this.#pid);
    let rows = 0;
    for (let i = 0; i < repeats; i += 1) rows = await this.#sendFile(path, filename);
    const wallSeconds = Number(process.hrtime.bigint() - startedAt) / 1e9;
    await settle();
    const peakBytes = peakResidentBytes(this.#pid);
    return {
      rows,
      cpuSeconds: cpuSeconds(this.#pid) - before,
      wallSeconds,
      peakBytes,
      growthBytes: peakBytes - restBytes,
    };
  }

  /** @returns requests a second, and the processor time that one takes. */
  async measureRequests(
    body: Uint8Array,
    filename: string,
    { way, concurrency, seconds }: { way: Way; concurrency: number; seconds: number },
  ): Promise<{ perSecond: number; cpuSecondsEach: number; requests: number }> {
    const base = way === "proxy" ? this.#url : await this.#runtimeUrl();
    const startedAt = performance.now();
    const before = cpuSeconds(this.#pid);
    let requests = 0;
    const client = async () => {
      while (performance.now() - startedAt < seconds * 1000) {
        await this.#send(body, filename, base);
        requests += 1;
      }
    };
    await Promise.all(Array.from({ length: concurrency }, client));
    const elapsed = (performance.now() - startedAt) / 1000;
    await settle();
    const cpuSecondsEach = (cpuSeconds(this.#pid) - before) / requests;
    return { perSecond: requests / elapsed, cpuSecondsEach, requests };
  }

  /** Gives every byte of an answer to `onBytes`. */
  async readAnswer(path: string, filename: string, onBytes: (bytes: Uint8Array) => void) {
    await this.#sendFile(path, filename, onBytes);
  }

  stop(): Promise<void> {
    this.#agent.destroy();
    return this.#stop();
  }

  /** The runtime listens for its debugger, too: only the Worker answers with its health. */
  async #runtimeUrl(): Promise<string> {
    for (const port of listeningPorts(this.#pid)) {
      const base = `http://127.0.0.1:${port}`;
      const health = await fetch(`${base}/health`, {
        signal: AbortSignal.timeout(PROBE_TIMEOUT_MS),
      })
        .then((response) => response.json())
        .catch(() => null);
      if ((health as { supported_formats?: unknown } | null)?.supported_formats) return base;
    }
    throw new Error("the runtime has no socket that the Worker answers on");
  }

  async #sendFile(
    path: string,
    filename: string,
    onBytes?: (bytes: Uint8Array) => void,
  ): Promise<number> {
    const { size } = await stat(path);
    const answer = this.#request(this.#url, filename, size, (outgoing) => {
      createReadStream(path, { highWaterMark: READ_BYTES }).pipe(outgoing);
    });
    return readToEnd(await answer, onBytes);
  }

  async #send(body: Uint8Array, filename: string, base = this.#url): Promise<void> {
    const answer = this.#request(base, filename, body.length, (outgoing) => {
      outgoing.end(body);
    });
    await readToEnd(await answer);
  }

  #request(
    base: string,
    filename: string,
    size: number,
    send: (outgoing: ReturnType<typeof request>) => void,
  ): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const url = `${base}/v1/parse?filename=${encodeURIComponent(filename)}`;
      const headers = { authorization: KEY, "content-length": size };
      const outgoing = request(url, { method: "POST", headers, agent: this.#agent });
      outgoing.on("error", reject);
      outgoing.on("response", resolve);
      send(outgoing);
    });
  }
}

/** Throws the answer away but for its end. @returns the rows that the end record counts. */
async function readToEnd(
  answer: IncomingMessage,
  onBytes?: (bytes: Uint8Array) => void,
): Promise<number> {
  let tail: Uint8Array = new Uint8Array();
  for await (const chunk of answer) {
    const bytes = chunk as Uint8Array;
    onBytes?.(bytes);
    tail =
      bytes.length >= TAIL_BYTES
        ? bytes.slice(-TAIL_BYTES)
        : Buffer.concat([tail, bytes]).subarray(-TAIL_BYTES);
  }
  const last = Buffer.from(tail).toString().trimEnd().split("\n").at(-1) ?? "";
  const end = (answer.statusCode === 200 ? JSON.parse(last) : {}) as Record<string, unknown>;
  if (end.type !== "end" || end.status !== "complete" || end.warnings !== 0) {
    throw new Error(`the Worker answered ${answer.statusCode}, at its end ${last}`);
  }
  return Number(end.rows);
}

function settle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
}
