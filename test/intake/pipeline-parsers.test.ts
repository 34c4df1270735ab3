// What the pipeline makes of its parsers: what it hands them, and what becomes of their faults.
import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { HEARTBEAT_INTERVAL_MS } from "../../guards/leases.ts";
import { DEFAULT_LIMITS, DETECTION_HEAD_BYTES } from "../../guards/limits.ts";
import { readAll } from "../../src/core/byte-source.ts";
import { refuse, type FailureCode } from "../../src/core/failure.ts";
import type { FormatParser, ParseContext, ParserInput } from "../../src/core/format.ts";
import type { StopReason } from "../../src/intake/stop.ts";
import { buildZip } from "../support/build-zip.ts";
import { createUploadWorld, type WorldSettings } from "../support/upload-world.ts";

const played = vi.hoisted(() => ({ parse: null as FormatParser | null }));

vi.mock(import("../../src/formats/csv/parse.ts"), () => ({
  parse: (...args: Parameters<FormatParser>) => playedParser()(...args),
}));
vi.mock(import("../../src/formats/xlsx/parse.ts"), () => ({
  parse: (...args: Parameters<FormatParser>) => playedParser()(...args),
}));

function playedParser(): FormatParser {
  if (played.parse === null) throw new Error("no parser for this test");
  return played.parse;
}

const CSV = "Account,Debit\n0010,12.50\n";
const TABLE = { name: null, headerRow: null, columns: null };
const ADMISSION_MS = 300;

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  played.parse = null;
  vi.useRealTimers();
});

/** Runs an upload of `bytes` with `parse` in place of the format's parser. */
async function runWith(
  parse: FormatParser,
  bytes: string | Uint8Array = CSV,
  settings: WorldSettings & { sizeHint?: number } = {},
) {
  played.parse = parse;
  const world = createUploadWorld(settings);
  world.upload.sizeHint = settings.sizeHint ?? 0;
  world.sender.push(bytes, null);
  const running = world.run();
  await vi.advanceTimersByTimeAsync(ADMISSION_MS);
  const result = await running;
  await world.report(result);
  return { world, result };
}

/** Runs with a parser that waits, and stops it for `reason` meanwhile. */
async function stopWhile(parse: FormatParser, reason: StopReason) {
  played.parse = parse;
  const world = createUploadWorld();
  world.sender.push(CSV, null);
  const running = world.run();
  await vi.advanceTimersByTimeAsync(ADMISSION_MS);
  world.stop.stop(reason);
  await vi.advanceTimersByTimeAsync(HEARTBEAT_INTERVAL_MS);
  const result = await running;
  await world.report(result);
  return { world, result };
}

function isThrown(value: unknown): FormatParser {
  return async (_input, sink) => {
    sink.beginTable(TABLE);
    sink.row(1, ["x"]);
    throw value;
  };
}

describe("a parser with a bug", () => {
  it.each<[string, FormatParser]>([
    ["rejects", isThrown(new TypeError("secret of the parser"))],
    ["throws what is no error", isThrown("secret of the parser")],
    ["throws nothing", isThrown(undefined)],
    [
      "throws before it begins",
      () => {
        throw new RangeError("secret of the parser");
      },
    ],
    [
      "gives rows that fall",
      async (_input, sink) => {
        sink.beginTable(TABLE);
        sink.row(2, ["x"]);
        sink.row(1, ["x"]);
      },
    ],
    [
      "gives a number that JSON has not",
      async (_input, sink) => {
        sink.beginTable(TABLE);
        sink.row(1, [Number.NaN]);
      },
    ],
  ])("that %s ends as the service's fault, once, with the bug kept", async (_, parse) => {
    let thrown: unknown;
    const { world, result } = await runWith(async (...args) => {
      try {
        await parse(...args);
      } catch (error) {
        thrown = error;
        throw error;
      }
    });
    expect(result).toMatchObject({ outcome: "failed", failure: { code: "internal" } });
    expect(result.bug).toBe(thrown);
    expect(world.writer.of("end")).toMatchObject([
      [{ status: "failed", failure: { code: "internal" }, rows: result.rows }],
    ]);
    expect(world.writer.calls.at(-1)?.[0]).toBe("end");
    expect(JSON.stringify(world.writer.of("end"))).not.toContain("secret");
    expect(world.monitor.finished).toMatchObject([
      { outcome: "failed", code: "internal", fault: "service" },
    ]);
    expect(world.reported).toHaveLength(1);
    expect(world.reported[0]?.[0]).toBe(thrown);
    expect(world.reported[0]?.[1]).toMatchObject({
      stage: "parse",
      format: "csv",
      parser: "csv/1",
      parseId: "p1",
    });
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("a parser that refuses", () => {
  it.each<[FailureCode & ("corrupt_file" | "truncated_file" | "encrypted_file")]>([
    ["corrupt_file"],
    ["truncated_file"],
    ["encrypted_file"],
  ])("with %s is counted and not reported", async (code) => {
    const { world, result } = await runWith(async (_input, sink) => {
      sink.beginTable(TABLE);
      sink.row(1, ["x"]);
      refuse({ code, detail: "in row 2", at: { row: 2 } });
    });
    expect(result).toMatchObject({ outcome: "failed", failure: { code, at: { row: 2 } }, rows: 1 });
    expect(world.monitor.finished).toMatchObject([{ outcome: "failed", code, fault: "file" }]);
    expect(world.monitor.rejected).toEqual([]);
    expect(world.reported).toEqual([]);
  });
});

describe("a parser that is stopped", () => {
  const untilStopped: FormatParser = async (_input, _sink, { shouldStop }) => {
    while (!shouldStop()) await new Promise((resolve) => setTimeout(resolve, 10));
  };
  const waitingForRoom: FormatParser = async (_input, sink) => {
    for (;;) {
      const room = sink.ready();
      if (room !== null) await room;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  const swallowing: FormatParser = async (...args) => {
    await waitingForRoom(...args).catch(() => undefined);
  };
  const breaking: FormatParser = async (...args) => {
    await untilStopped(...args);
    throw new TypeError("broken by the stop");
  };

  it.each(
    (
      [
        ["aborted", { outcome: "aborted", failure: { code: "parse_aborted" } }],
        ["stalled", { outcome: "failed", failure: { code: "upload_stalled" } }],
        ["cancelled", { outcome: "cancelled", failure: null }],
      ] as const
    ).flatMap(([reason, ending]) =>
      Object.entries({ untilStopped, waitingForRoom, swallowing, breaking }).map(
        ([name, parse]) => [reason, name, parse, ending] as const,
      ),
    ),
  )("as %s is never complete and no bug: %s", async (reason, _, parse, ending) => {
    const { world, result } = await stopWhile(parse, reason);
    expect(result).toMatchObject({ ...ending, bug: null });
    expect(world.writer.of("end")).toMatchObject([[{ status: "failed" }]]);
    expect(world.monitor.finished).toMatchObject([{ outcome: ending.outcome }]);
    expect(world.reported).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("a parser's input", () => {
  interface Seen {
    input: ParserInput;
    bytes: Uint8Array;
    context: ParseContext;
  }

  function keepInto(seen: Seen[]): FormatParser {
    return async (input, _sink, context) => {
      const bytes = input.access === "buffer" ? input.bytes : await readAll(input.source);
      seen.push({ input, bytes: bytes.slice(), context });
    };
  }

  /** A workbook of `size` bytes at least; `isEarly` when its head tells what it is. */
  function workbook(size: number, isEarly: boolean): Uint8Array {
    const media = new Uint8Array(size).map((_byte, i) => (i * 7919) % 251);
    const parts = [
      { name: "media", data: media, method: 0 },
      { name: "xl/workbook.xml", data: "<workbook/>" },
    ];
    return buildZip({ parts: isEarly ? parts.toReversed() : parts });
  }

  it.each([CSV, CSV.repeat(20_000)])("streams where the format does", async (text) => {
    const seen: Seen[] = [];
    const { result } = await runWith(keepInto(seen), text, {
      filename: "a.csv",
      options: { sheet: "2", strict: true },
    });
    expect(result).toMatchObject({ outcome: "complete", bytes: text.length });
    expect(seen).toHaveLength(1);
    expect(seen[0]?.input.access).toBe("stream");
    expect(new TextDecoder().decode(seen[0]?.bytes) === text).toBe(true);
    expect(seen[0]?.context).toMatchObject({
      extension: ".csv",
      limits: DEFAULT_LIMITS,
      options: { sheet: "2", strict: true },
    });
  });

  it.each([
    ["smaller than the head", 100, true, 0],
    ["larger, told by its head", 3 * DETECTION_HEAD_BYTES, true, 0],
    ["larger, told by its directory", 3 * DETECTION_HEAD_BYTES, false, 0],
    ["larger than it was said to be", 3 * DETECTION_HEAD_BYTES, false, 1_000],
    ["smaller than it was said to be", 3 * DETECTION_HEAD_BYTES, true, 1_000_000],
  ])("is whole where the format asks for it: %s", async (_, size, isEarly, sizeHint) => {
    const bytes = workbook(size, isEarly);
    const seen: Seen[] = [];
    const { world, result } = await runWith(keepInto(seen), bytes, {
      filename: "a.xlsx",
      sizeHint,
    });
    expect(result).toMatchObject({ outcome: "complete", detection: { detectedBy: "content" } });
    expect(seen[0]?.input.access).toBe("buffer");
    expect(Buffer.compare(seen[0]?.bytes ?? new Uint8Array(), bytes)).toBe(0);
    expect(world.writer.of("end")).toMatchObject([
      [{ sha256: createHash("sha256").update(bytes).digest("hex"), bytes: bytes.length }],
    ]);
  });

  it("is the workbook that a short file's directory names, when its head names no part of it", async () => {
    const seen: Seen[] = [];
    // Writers that stream leave the sizes out ahead of the data: the next part cannot be found.
    const parts = ["[Content_Types].xml", "xl/workbook.xml"].map((name) => ({
      name,
      data: "<x/>",
      hasDescriptor: true,
    }));
    const { result } = await runWith(keepInto(seen), buildZip({ parts }), { filename: "a" });
    expect(result.detection).toMatchObject({ format: { id: "xlsx" }, detectedBy: "content" });
    expect(seen).toHaveLength(1);
  });

  it("has no digest when the parser did not need all of it", async () => {
    const { world } = await runWith(async () => undefined, CSV.repeat(20_000));
    expect(world.writer.of("end")).toMatchObject([[{ status: "complete", sha256: null }]]);
  });
});
