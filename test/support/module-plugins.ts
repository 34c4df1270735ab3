// Lets vitest import what the Worker's bundler makes modules of.
import { readFileSync } from "node:fs";

/** Gives *.toml as text, as the rule in wrangler.toml does in the Worker. */
const tomlAsText = {
  name: "toml-as-text",
  load: (id: string) =>
    id.endsWith(".toml") ? `export default ${JSON.stringify(readFileSync(id, "utf8"))};` : null,
};

/** Gives *.wasm as a compiled module, as wrangler does for the Worker. */
const wasmAsModule = {
  name: "wasm-as-module",
  enforce: "pre",
  load: (id: string) =>
    id.endsWith(".wasm")
      ? `export default new WebAssembly.Module(Buffer.from("${readFileSync(id, "base64")}", "base64"));`
      : null,
} as const;

export const modulePlugins = [tomlAsText, wasmAsModule];
