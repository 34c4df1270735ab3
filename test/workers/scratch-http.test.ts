import { describe, it } from "vitest";
const EMPTY = new Uint8Array(0);
async function run(name: string, gz: Uint8Array, barrier: ((w: any) => Promise<void>) | null, max = 64 * 1024 * 1024) {
  const d = new DecompressionStream("gzip");
  const w = d.writable.getWriter();
  const r = d.readable.getReader({ mode: "byob" });
  let fed = 0, n = 0, reads = 0, extra = 0, offset = 0; let buf = new ArrayBuffer(65536);
  const t0 = performance.now();
  outer: for (;;) {
    const state = { is: false };
    const reading = r.readAtLeast(32768, new Uint8Array(buf));
    const noted = reading.then(() => { state.is = true; }, () => { state.is = true; });
    let steps = 0;
    for (;;) {
      if (barrier) await Promise.race([noted, barrier(w)]);
      if (state.is) break;
      if (offset >= gz.length) { w.close().catch(() => null); break; }
      const piece = gz.slice(offset, offset + 4096); offset += piece.length; fed += piece.length; steps++;
      await Promise.race([noted, w.write(piece)]);
      if (state.is) break;
    }
    const x = await reading; reads++;
    n += x.value?.length ?? 0; if (x.value) buf = x.value.buffer as ArrayBuffer;
    if (x.done || n > max) break outer;
  }
  console.log(name, "fed", fed, "of", gz.length, "read", n, "reads", reads, "ms", (performance.now() - t0).toFixed(0));
}
describe("scratch", () => {
  it("feeds", async () => {
    const gzip = async (bytes: Uint8Array[]) => new Uint8Array(await new Response(new Blob(bytes).stream().pipeThrough(new CompressionStream("gzip"))).arrayBuffer());
    const zeros = Array.from({ length: 256 }, () => new Uint8Array(1024 * 1024));
    const bomb = await gzip(zeros);
    const text = new TextEncoder().encode(Array.from({ length: 200000 }, (_, i) => `${i},${(i * 7919) % 10007},abc def ${i % 97},12.${i % 100}\n`).join(""));
    const normal = await gzip([text, text, text, text]);
    console.log(bomb.length, normal.length, text.length * 4);
    for (const [n, b] of [["none", null], ["empty", (w: any) => w.write(EMPTY)], ["micro", () => Promise.resolve()], ["immediate", () => new Promise<void>((r) => setImmediate(r))], ["timeout0", () => new Promise<void>((r) => setTimeout(r, 0))], ["wait0", () => scheduler.wait(0)]] as const) {
      await run(`${n} bomb`, bomb, b as any);
      await run(`${n} text`, normal, b as any);
    }
  });
});
