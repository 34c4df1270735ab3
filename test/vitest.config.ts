// Three projects: `node` for pure code, `workers` in real workerd for what touches the runtime,
// `e2e` against `npm start`.
import { join } from "node:path";
import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";
import { modulePlugins } from "./support/module-plugins.ts";

const root = join(import.meta.dirname, "..");

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
        plugins: modulePlugins,
        test: {
          name: "node",
          include: ["test/**/*.test.ts"],
          exclude: [...WORKERS_TESTS, ...E2E_TESTS],
          // Properties read thousands of files; a slow machine may take its time.
          testTimeout: 60_000,
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
