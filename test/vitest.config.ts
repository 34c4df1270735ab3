// Three projects: `node` for pure code, `workers` in real workerd for what touches the runtime,
// `e2e` against `npm start`.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

const root = join(import.meta.dirname, "..");

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

const WORKERS_TESTS = ["test/workers/**/*.test.ts"];
const E2E_TESTS = ["test/e2e/**/*.test.ts"];

export default defineConfig({
  test: {
    root,
    // What a passing test made the service log is of no interest.
    silent: "passed-only",
    reporters: ["default", "./test/support/closing-line-reporter.ts"],
    projects: [
      {
        root,
        plugins: [tomlAsText, wasmAsModule],
        test: {
          name: "node",
          include: ["test/**/*.test.ts"],
          exclude: [...WORKERS_TESTS, ...E2E_TESTS],
        },
      },
      {
        root,
        plugins: [
          cloudflareTest({
            wrangler: { configPath: "./wrangler.toml" },
            miniflare: { bindings: { ENVIRONMENT: "development" } },
          }),
        ],
        test: { name: "workers", include: WORKERS_TESTS, testTimeout: 20_000 },
      },
      {
        root,
        test: {
          name: "e2e",
          include: E2E_TESTS,
          testTimeout: 180_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
