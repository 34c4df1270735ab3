// What needs more of the machine than `npm test` may ask for: `npm run test:extended`.
import { join } from "node:path";
import { defineConfig } from "vitest/config";
import { modulePlugins } from "./support/module-plugins.ts";

export default defineConfig({
  plugins: modulePlugins,
  test: {
    root: join(import.meta.dirname, ".."),
    include: ["test/e2e/**/*.extended.ts"],
    reporters: ["default", "./test/support/closing-line-reporter.ts"],
    testTimeout: 60_000,
    // Starting LibreOffice for the first time takes a while.
    hookTimeout: 300_000,
  },
});
