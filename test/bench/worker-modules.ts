// Lets Node import what the Worker's bundler makes modules of: *.wasm as a compiled module, *.toml
// as text.
import { registerHooks } from "node:module";

const COMPILED = `
  import { readFileSync } from "node:fs";
  export default new WebAssembly.Module(readFileSync(new URL(import.meta.url)));`;
const TEXT = `
  import { readFileSync } from "node:fs";
  export default readFileSync(new URL(import.meta.url), "utf8");`;

/** Holds for every import after the call. */
export function importLikeTheWorker(): void {
  registerHooks({
    load(url, context, nextLoad) {
      const path = new URL(url).pathname;
      const source = path.endsWith(".wasm") ? COMPILED : path.endsWith(".toml") ? TEXT : null;
      if (source === null) return nextLoad(url, context);
      return { format: "module", source, shortCircuit: true };
    },
  });
}
