// The pages of the documentation, and what they name.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export const ROOT = join(import.meta.dirname, "../..");

export interface Page {
  /** Path in the repository. */
  path: string;
  text: string;
}

export function read(path: string): string {
  return readFileSync(join(ROOT, path), "utf8");
}

function pathsBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" }).map((name) =>
    join(folder, name),
  );
}

export const PAGES: readonly Page[] = [
  "README.md",
  "CHANGELOG.md",
  ...pathsBelow("docs").filter((path) => path.endsWith(".md")),
].map((path) => ({ path, text: read(path) }));

/** Every word of the sources: names, texts and comments alike. */
export const SOURCE_WORDS: ReadonlySet<string> = new Set(
  [
    ...["src", "guards", "durable-objects"].flatMap(pathsBelow),
    "package.json",
    "wrangler.toml",
    ".npmrc",
  ]
    .filter((path) => /\.(ts|toml|json|npmrc)$/.test(path) && !path.endsWith(".d.ts"))
    // What writes the pages must not vouch for them.
    .filter((path) => !path.startsWith("src/ops/documentation"))
    .flatMap((path) => read(path).match(/\w+/g) ?? []),
);

/** @returns each thing on the pages that matches, with the page it stands on. */
export function findAll(pattern: RegExp): { path: string; name: string }[] {
  return PAGES.flatMap(({ path, text }) =>
    [...text.matchAll(pattern)].map((match) => ({ path, name: match[1] ?? match[0] })),
  );
}

export function pageText(path: string): string {
  const page = PAGES.find((candidate) => candidate.path === path);
  if (page === undefined) throw new Error(`there is no page ${path}`);
  return page.text;
}

/** The anchors of a page's headings, as repository hosts make them. */
export function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .trim()
      .replaceAll(/\s/g, "-"),
  );
}
