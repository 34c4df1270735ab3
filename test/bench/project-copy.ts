// Copies of the project in which a few places of the sources read otherwise. Nothing else of them differs.
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

/** What is replaced in a file, and by what. */
export type Replacement = readonly [pattern: RegExp, text: string];

/**
 * @param folder is made; it uses the packages of the project.
 * @param path of the file that is changed.
 */
export async function copyProject(
  folder: string,
  path: string,
  replacements: readonly Replacement[],
): Promise<string> {
  for (const part of PARTS) await cp(join(ROOT, part), join(folder, part), { recursive: true });
  await symlink(join(ROOT, "node_modules"), join(folder, "node_modules"));
  let text = await readFile(join(folder, path), "utf8");
  for (const [pattern, replacement] of replacements) {
    if (!pattern.test(text)) throw new Error(`${path} has nothing like ${pattern}`);
    text = text.replace(pattern, replacement);
  }
  await writeFile(join(folder, path), text);
  return folder;
}

/** @returns a copy that recognises the format and has no parser of it. */
export function copyWithoutParser(folder: string, format: string): Promise<string> {
  return copyProject(folder, `src/formats/${format}/format.ts`, [
    [/(?<=loadParser: )\(\) => import\("\.\/parse\.ts"\)(?=,)/, "null"],
  ]);
}
