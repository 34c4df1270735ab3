// What every registered format must bring along; names what is missing.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import alertsToml from "../guards/parser_alerts.toml";
import { FORMAT_IDS, FORMATS, isFormatId } from "../src/formats/registry.ts";
import { CONFIGURATION_KEYS } from "../src/rollout/configuration.ts";
import { flagKeys } from "../src/rollout/flags.ts";
import { parseThresholds } from "../src/rollout/thresholds.ts";
import { BUILT_IN_TIERS } from "../src/rollout/tiers.ts";

const ROOT = join(import.meta.dirname, "..");

/** What a fixture is expected to give lies beside it under this name. */
const EXPECTED = ".expected.json";

function filesIn(folder: string): string[] {
  const path = join(ROOT, folder);
  return existsSync(path) ? readdirSync(path) : [];
}

describe("the registry", () => {
  it("lists the eight formats of the contract", () => {
    expect(FORMAT_IDS).toEqual(["csv", "tsv", "xlsx", "xls", "ods", "pdf", "ofx", "iif"]);
  });

  it("names every folder of a format, and has a folder for every name", () => {
    const folders = readdirSync(join(ROOT, "src/formats"), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
    expect(folders.toSorted()).toEqual(FORMAT_IDS.toSorted());
  });

  it("gives no extension and no media type to two formats", () => {
    for (const names of [
      FORMATS.flatMap((format) => [...format.extensions]),
      FORMATS.flatMap((format) => [...format.mediaTypes]),
    ]) {
      expect(names.length).toBeGreaterThan(8);
      expect(new Set(names).size).toBe(names.length);
    }
  });

  it("knows its ids and no others", () => {
    expect(isFormatId("csv")).toBe(true);
    expect(isFormatId("docx")).toBe(false);
  });
});

describe.each(FORMATS)("the format $id", (format) => {
  it("has its declaration and its notes on quirks, and a parser if it says so", () => {
    const files = filesIn(`src/formats/${format.id}`);
    expect(files).toContain("format.ts");
    expect(files).toContain("README.md");
    expect(files.includes("parse.ts")).toBe(format.loadParser !== null);
  });

  it("loads its parser", async () => {
    if (format.loadParser === null) return;
    const { parse } = await format.loadParser();
    expect(parse).toBeTypeOf("function");
  });

  it("has fixtures with what they give, and a note on where they come from", () => {
    const files = filesIn(`test/fixtures/${format.id}`);
    const expected = files.filter((name) => name.endsWith(EXPECTED));
    expect(expected.length).toBeGreaterThan(0);
    expect(files).toContain("README.md");
    for (const name of expected) {
      const stem = name.slice(0, -EXPECTED.length);
      const inputs = files.filter((file) =>
        format.extensions.some((extension) => file === stem + extension),
      );
      expect(inputs, name).toHaveLength(1);
    }
  });

  it("has an alert section within the ranges", () => {
    const thresholds = parseThresholds(alertsToml, FORMAT_IDS).get(format.id);
    expect(thresholds?.max_concurrent).toBeGreaterThan(0);
  });

  it("has a runbook with the headings that people look for at night", () => {
    const path = join(ROOT, `docs/runbooks/parser-${format.id}.md`);
    expect(existsSync(path), path).toBe(true);
    const headings = readFileSync(path, "utf8").match(/^## .+$/gm) ?? [];
    for (const heading of ["Symptoms", "Failure codes", "Rollback", "Escalation"]) {
      expect(
        headings.some((line) => line.includes(heading)),
        heading,
      ).toBe(true);
    }
    expect(readFileSync(path, "utf8")).toContain(flagKeys(format.id).flag);
  });

  it("has its flag and the keys beside it read from KV", () => {
    for (const key of Object.values(flagKeys(format.id))) expect(CONFIGURATION_KEYS).toContain(key);
    expect(flagKeys(format.id).flag).toBe(`FORMAT_${format.id.toUpperCase()}_ENABLED`);
  });

  it("opens to tiers that exist", () => {
    expect(format.rollout.tiers.length).toBeGreaterThan(0);
    for (const tier of format.rollout.tiers) expect(BUILT_IN_TIERS.has(tier), tier).toBe(true);
  });
});
