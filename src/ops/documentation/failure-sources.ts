// Which failures a format can end with, read from the sources: the codes that stand as literals in
// its parser and in whatever of codecs and guards the parser reaches by imports.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { FAILURES, type FailureCode } from "../../core/failure.ts";
import type { FORMATS } from "../../formats/registry.ts";

type Format = (typeof FORMATS)[number];

export const ROOT = join(import.meta.dirname, "../../..");
const CODES = Object.keys(FAILURES) as FailureCode[];
/** Value imports only: what is imported as a type throws nothing. */
const IMPORT = /^(?:import|export)\s(?!type\b)[^"';]*\sfrom\s*"(\.[^"]+)"/gm;

function importClosure(entry: string, seen: Set<string>): Set<string> {
  if (seen.has(entry) || entry.startsWith(join(ROOT, "src/core"))) return seen;
  seen.add(entry);
  for (const [, target = ""] of readFileSync(entry, "utf8").matchAll(IMPORT)) {
    importClosure(join(dirname(entry), target), seen);
  }
  return seen;
}

function codesIn(files: Iterable<string>): FailureCode[] {
  const text = [...files].map((file) => readFileSync(file, "utf8")).join("\n");
  return CODES.filter((code) => text.includes(`"${code}"`));
}

function filesOf(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join(ROOT, folder, name));
}

/** Read with the request, before there is a file. */
const CONFIG_STORE = join(ROOT, "src/rollout/config-store.ts");

/** Codes that every format shares: detection, admission, and the limits of the grid. */
export function sharedCodes(): readonly FailureCode[] {
  const files = ["src/intake", "src/rollout"].flatMap(filesOf);
  return codesIn(files.filter((file) => file !== CONFIG_STORE));
}

/** Codes of the request itself: its credentials, its options, its body and the form of the answer. */
export function requestCodes(): readonly FailureCode[] {
  const files = filesOf("src/http").filter((file) => !file.endsWith("/problem.ts"));
  return codesIn([...files, CONFIG_STORE]);
}

/** @returns the codes of the format's own parser; none when it is not read yet. */
export function parserCodes(format: Format): readonly FailureCode[] {
  const entry = join(ROOT, "src/formats", format.id, "parse.ts");
  return format.loadParser !== null && existsSync(entry)
    ? codesIn(importClosure(entry, new Set()))
    : [];
}

/** @returns every code that an upload of the format can be answered with, in the catalogue's order. */
export function codesOfFormat(format: Format): readonly FailureCode[] {
  const own = parserCodes(format);
  const shared = sharedCodes();
  if (format.loadParser !== null) {
    // `unsupported_type` belongs to no format then: it comes before one is known.
    return CODES.filter(
      (code) => code !== "unsupported_type" && (own.includes(code) || shared.includes(code)),
    );
  }
  // Without a parser an upload ends before it asks for a lease.
  return shared.filter((code) => {
    const { stage, fault } = FAILURES[code];
    return stage !== "parse" && fault !== "capacity";
  });
}
