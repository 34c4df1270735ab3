// One upload from its first byte to its report, with every neighbour played by the test.
import type { ByteSource } from "../../src/core/byte-source.ts";
import { DEFAULT_PARSE_OPTIONS, type ParseOptions } from "../../src/core/format.ts";
import type { ParseFacts } from "../../src/observability/parse-facts.ts";
import type { ErrorContext } from "../../src/observability/sentry.ts";
import { FORMAT_IDS } from "../../src/formats/registry.ts";
import { runUpload, type ParseResult, type Upload } from "../../src/intake/pipeline.ts";
import { reportParse } from "../../src/intake/report.ts";
import { StopSignal } from "../../src/intake/stop.ts";
import { UploadSource } from "../../src/intake/upload-source.ts";
import { CONFIGURATION_KEYS, readConfiguration } from "../../src/rollout/configuration.ts";
import { flagKeys } from "../../src/rollout/flags.ts";
import { MAX_TEXT_BODY_BYTES } from "../../guards/limits.ts";
import { FakeMonitor } from "./fake-monitor.ts";
import { RecordingWriter } from "./recording-writer.ts";

/** A source that gives what the test pushes, and waits in between. */
export class PushedSource implements ByteSource {
  #queue: (Uint8Array | Error | null)[] = [];
  #wake: () => void = () => undefined;

  push(...items: (string | Uint8Array | Error | null)[]): void {
    for (const item of items) {
      this.#queue.push(typeof item === "string" ? new TextEncoder().encode(item) : item);
    }
    this.#wake();
  }

  async read(): Promise<Uint8Array | null> {
    while (this.#queue.length === 0) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const next = this.#queue.shift() ?? null;
    if (next instanceof Error) throw next;
    return next;
  }
}

export interface WorldSettings {
  tier?: string;
  filename?: string;
  options?: Partial<ParseOptions>;
  /** KV values over a configuration in which every format is on. */
  values?: Record<string, string>;
  maxBytes?: number;
}

export function createUploadWorld(settings: WorldSettings = {}) {
  const { tier = "enterprise", filename = "a.csv", maxBytes = MAX_TEXT_BODY_BYTES } = settings;
  const flags: Record<string, string> = Object.fromEntries(
    FORMAT_IDS.map((id) => [flagKeys(id).flag, "true"]),
  );
  const values = { ...flags, ...settings.values };
  const readValues = () =>
    readConfiguration(
      new Map(CONFIGURATION_KEYS.map((key) => [key, values[key] ?? null])),
      undefined,
    );
  const clock = () => Date.now();
  const stop = new StopSignal();
  const sender = new PushedSource();
  const writer = new RecordingWriter();
  const monitor = new FakeMonitor();
  const recorded: ParseFacts[] = [];
  const reported: [unknown, ErrorContext][] = [];
  const upload: Upload = {
    parseId: "p1",
    account: { id: "account", tier, scopes: [] },
    source: new UploadSource(sender, maxBytes, stop),
    declared: {
      extension: filename.slice(filename.lastIndexOf(".")),
      mediaType: null,
      format: null,
    },
    filename,
    isGzip: () => false,
    sizeHint: 0,
    options: {
      ...DEFAULT_PARSE_OPTIONS,
      ...settings.options,
    },
    startedAt: clock(),
  };
  const sinks = {
    recordParse: (facts: ParseFacts) => void recorded.push(facts),
    reportError: async (error: unknown, context: ErrorContext) => {
      reported.push([error, context]);
    },
  };
  const monitorOf = () => monitor;

  const run = (): Promise<ParseResult> =>
    runUpload(upload, writer, {
      clock,
      configuration: readValues(),
      reloadConfiguration: async () => readValues(),
      monitorOf,
      stop,
      sentBytes: () => 0,
    });
  const report = (result: ParseResult): Promise<void> =>
    reportParse(result, {
      upload,
      form: "ndjson",
      version: "v1",
      colo: null,
      clock,
      monitorOf,
      sinks,
    });

  return { values, stop, sender, writer, monitor, recorded, reported, sinks, upload, run, report };
}
