import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { Stopped, StopSignal } from "../../src/intake/stop.ts";

describe("StopSignal", () => {
  it("stops whoever waits, and whoever comes later", async () => {
    const stop = new StopSignal();
    const never = new Promise<never>(() => undefined);
    const waiting = [stop.race(never), stop.race(never)];
    stop.stop("stalled");
    for (const race of [...waiting, stop.race(never), stop.race(Promise.resolve(1))]) {
      await expect(race).rejects.toEqual(new Stopped("stalled"));
    }
  });

  it("takes the failure of work that nobody waits for any more", async () => {
    const stop = new StopSignal();
    let fail: (error: Error) => void = () => undefined;
    const race = stop.race(new Promise<never>((_resolve, reject) => (fail = reject)));
    stop.stop("cancelled");
    fail(new Error("late"));
    await expect(race).rejects.toEqual(new Stopped("cancelled"));
  });

  it("keeps nothing of what was waited for", async () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const stop = new StopSignal();
    const kept: WeakRef<Uint8Array>[] = [];
    const chunks = async () => {
      for (let i = 0; i < 10; i++) {
        const chunk = await stop.race(Promise.resolve(new Uint8Array(1_000_000)));
        kept.push(new WeakRef(chunk));
      }
    };
    await chunks();
    await new Promise((resolve) => setImmediate(resolve));
    collect();
    expect(kept.filter((chunk) => chunk.deref() !== undefined).length).toBeLessThanOrEqual(1);
    expect(stop.reason).toBe(null);
  });
});
