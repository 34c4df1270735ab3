// A copy of the project whose limits let a file of a gigabyte through. Nothing else of it differs.
import { cp, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ROOT } from "../e2e/server.ts";

const PARTS = [
  "src",
  "guards",
  "durable-objects",
  "package.json",
  "tsconfig.json",
  "wrangler.toml",
];

/** As they stand in guards/limits.ts, and as the copy has them. */
const RAISED: readonly (readonly [RegExp, string])[] = [
  [/(?<=MAX_TEXT_BODY_BYTES = )100 \* MIB(?=;)/, "2048 * MIB"],
  [/(?<=rowsPerTable: )[\d_]+(?=,)/, "100_000_000"],
  [/(?<=cellsPerFile: )[\d_]+(?=,)/, "2_000_000_000"],
];

/** @param folder is made; it uses the packages of the project. */
export async function copyWithRaisedLimits(folder: string): Promise<string> {
  for (const part of PARTS) await cp(join(ROOT, part), join(folder, part), { recursive: true });
  await symlink(join(ROOT, "node_modules"), join(folder, "node_modules"));
  const path = join(folder, "guards/limits.ts");
  let text = await readFile(path, "utf8");
  for (const [pattern, replacement] of RAISED) {
    if (!pattern.test(text)) throw new Error(`guards/limits.ts has nothing like ${pattern}`);
    text = text.replace(pattern, replacement);
  }
  await writeFile(path, text);
  return folder;
}
