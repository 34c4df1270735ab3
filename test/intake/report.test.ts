// Who is told of an upload, whatever becomes of those who are told.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AcquireReply } from "../../durable-objects/parse-monitor/protocol.ts";
import { ConnectionLost } from "../../src/core/byte-source.ts";
import { createUploadWorld, type WorldSettings } from "../support/upload-world.ts";

const CSV = "Account,Debit\n0010,12.50\n";

const PNG = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

interface Path {
  settings?: WorldSettings;
  reply?: AcquireReply;
  items: (string | Uint8Array | Error | null)[];
  /** What the monitor has to hear of it, and how many bugs are reported. */
  ends: number;
  rejections: number;
  bugs: number;
}

const TURNED_AWAY = { admitted: false, retryAfterSeconds: 1 } as const;

/** Every way that an upload can go. */
const PATHS: Readonly<Record<string, Path>> = {
  complete: { items: [CSV, null], ends: 1, rejections: 0, bugs: 0 },
  "refused by the parser": {
    settings: { options: { strict: true } },
    items: ["a,b\n1,2,3\n1,2\n", null],
    ends: 1,
    rejections: 0,
    bugs: 0,
  },
  "a bug in mid-file": {
    items: [CSV.repeat(8_000), new Error("bug")],
    ends: 1,
    rejections: 0,
    bugs: 1,
  },
  "a bug ahead of detection": { items: [new Error("bug")], ends: 0, rejections: 0, bugs: 1 },
  "left in mid-file": {
    items: [CSV.repeat(8_000), new ConnectionLost()],
    ends: 1,
    rejections: 0,
    bugs: 0,
  },
  "left ahead of detection": { items: [new ConnectionLost()], ends: 0, rejections: 0, bugs: 0 },
  empty: { items: [null], ends: 0, rejections: 0, bugs: 0 },
  "of no format": { items: [PNG, null], ends: 0, rejections: 0, bugs: 0 },
  "switched off": {
    settings: { values: { FORMAT_CSV_ENABLED: "false" } },
    items: [CSV, null],
    ends: 0,
    rejections: 1,
    bugs: 0,
  },
  "of another tier": {
    settings: { values: { FORMAT_CSV_TIERS: "solo" } },
    items: [CSV, null],
    ends: 0,
    rejections: 1,
    bugs: 0,
  },
  "outside of the share": {
    settings: { values: { FORMAT_CSV_PERCENT: "0" } },
    items: [CSV, null],
    ends: 0,
    rejections: 1,
    bugs: 0,
  },
  "at capacity": {
    reply: { ...TURNED_AWAY, reason: "at_capacity" },
    items: [CSV, null],
    ends: 0,
    rejections: 0,
    bugs: 0,
  },
  "turned away by the switch": {
    reply: { ...TURNED_AWAY, reason: "switched_off" },
    items: [CSV, null],
    ends: 0,
    rejections: 0,
    bugs: 0,
  },
};

/** Two faults: one that rejects and one that throws at once. */
const FAULTS: Readonly<Record<string, () => Promise<void>>> = {
  none: async () => undefined,
  rejects: () => Promise.reject(new Error("down")),
  throws: () => {
    throw new Error("gone");
  },
};

async function runPath(path: Pick<Path, "settings" | "reply" | "items">) {
  const world = createUploadWorld(path.settings);
  const { reply } = path;
  if (reply !== undefined) world.monitor.onAcquire = async () => reply;
  world.sender.push(...path.items);
  return { world, result: await world.run() };
}

describe("reportParse", () => {
  it.each(Object.entries(PATHS))("tells the monitor what it has to know: %s", async (_, path) => {
    const { ends, rejections, bugs } = path;
    const { world, result } = await runPath(path);
    await world.report(result);
    expect(world.monitor.finished).toHaveLength(ends);
    expect(world.monitor.rejected).toEqual(
      Array.from({ length: rejections }, () => ({ code: result.failure?.code })),
    );
    expect(world.recorded).toHaveLength(ends);
    expect(world.reported).toHaveLength(bugs);
    expect(world.writer.of("end")).toHaveLength(1);
  });

  it("counts once however often it is called", async () => {
    const { world, result } = await runPath({ items: [CSV, null] });
    await Promise.all([world.report(result), world.report(result)]);
    await world.report(result);
    expect(world.monitor.finished).toHaveLength(1);
  });

  it("ends each lease and never rejects, whatever fails around it", async () => {
    const fault = fc.constantFrom(...Object.keys(FAULTS));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...Object.keys(PATHS)),
        fault,
        fault,
        fault,
        fault,
        async (name, onFinish, onReject, onRecord, onReport) => {
          const path = PATHS[name];
          if (path === undefined) throw new Error(name);
          const { world, result } = await runPath(path);
          const { monitor, sinks } = world;
          let rejections = 0;
          monitor.onFinish = FAULTS[onFinish] ?? monitor.onFinish;
          monitor.reject = () => {
            rejections += 1;
            return FAULTS[onReject]?.() ?? Promise.resolve();
          };
          sinks.recordParse = () => {
            if (onRecord !== "none") throw new Error("no dataset");
          };
          sinks.reportError = FAULTS[onReport] ?? sinks.reportError;
          await expect(world.report(result)).resolves.toBeUndefined();
          // A message that fails is sent once more, and no more often.
          expect(monitor.finished).toHaveLength(path.ends * (onFinish === "none" ? 1 : 2));
          expect(new Set(monitor.finished.map((message) => JSON.stringify(message))).size).toBe(
            path.ends,
          );
          expect(rejections).toBe(path.rejections);
        },
      ),
      { numRuns: 150 },
    );
  });

  it("tells nobody the name of the file", async () => {
    for (const path of Object.values(PATHS)) {
      const settings = { ...path.settings, filename: "secret-client.csv" };
      const { world, result } = await runPath({ ...path, settings });
      await world.report(result);
      const told = JSON.stringify([
        world.recorded,
        world.reported.map(([, context]) => context),
        world.monitor.finished,
        world.monitor.rejected,
        result.failure,
      ]);
      expect(told).not.toContain("secret");
      expect(told).not.toContain("12.50");
    }
  });
});
