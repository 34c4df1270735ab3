// What the pages name exists in the code, and what the code offers is named on the pages.
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { FAILURES, Refusal, type FailureCode } from "../../src/core/failure.ts";
import { FORMATS } from "../../src/formats/registry.ts";
import { createApp } from "../../src/http/app.ts";
import { readOptions } from "../../src/http/options.ts";
import { statusOf } from "../../src/http/problem.ts";
import type { Services } from "../../src/http/services.ts";
import { BLOB_COLUMNS, DOUBLE_COLUMNS, toDataPoint } from "../../src/observability/analytics.ts";
import { renderExposition } from "../../src/observability/exposition.ts";
import { toLogLine } from "../../src/observability/log.ts";
import { collectMetrics } from "../../src/observability/metrics.ts";
import { CONFIGURATION_KEYS } from "../../src/rollout/configuration.ts";
import { ISOLATE_CACHE_MS, KV_CACHE_TTL_SECONDS } from "../../src/rollout/config-store.ts";
import { flagKeys } from "../../src/rollout/flags.ts";
import { factsWith } from "../support/parse-facts.ts";
import { anchorsOf, findAll, PAGES, pageText, read, ROOT, SOURCE_WORDS } from "./pages.ts";

const FAILURE_CODES = Object.keys(FAILURES).filter(isFailureCode);
const WARNING_CODES =
  /type WarningCode =([^;]+);/.exec(read("src/core/records.ts"))?.[1]?.match(/\w+/g) ?? [];
const SCRIPTS = Object.keys(
  (JSON.parse(read("package.json")) as { scripts: Record<string, string> }).scripts,
);
const ROUTES = createApp({} as Services)
  .routes.filter(({ method, path }) => method !== "ALL" && path !== "/*")
  .map(({ method, path }) => `${method} ${path}`);
const METRICS = [
  ...renderExposition(
    collectMetrics([], { enabled: {}, malformedKeys: 0 }, { version: "" }),
    "prometheus",
  ).matchAll(/^# TYPE (\S+)/gm),
].map(([, name = ""]) => name);
const OPTIONS = optionNames();

function isFailureCode(text: string): text is FailureCode {
  return Object.hasOwn(FAILURES, text);
}

/** The names that the refusal of an unknown option lists. */
function optionNames(): string[] {
  try {
    readOptions(new URLSearchParams({ "no such option": "" }));
  } catch (error) {
    if (error instanceof Refusal)
      return error.failure.detail.replace(/^.* are /, "").match(/\w+/g) ?? [];
  }
  return [];
}

/** Rows of the first table below a heading, as cells without their backticks. */
function tableBelow(path: string, heading: string): string[][] {
  const [, section = ""] = `\n${pageText(path)}`.split(`\n${heading}\n`);
  const lines = (/(?:^\|.*\n)+/m.exec(section)?.[0] ?? "").trim().split("\n").slice(2);
  return lines.map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll("`", "")),
  );
}

describe("the lists that these tests go by", () => {
  it("are not empty", () => {
    expect(PAGES.length).toBeGreaterThan(18);
    expect(WARNING_CODES.length).toBeGreaterThan(10);
    expect(ROUTES.length).toBeGreaterThan(5);
    expect(METRICS.length).toBeGreaterThan(10);
    expect(OPTIONS.length).toBeGreaterThan(8);
    expect(SOURCE_WORDS.size).toBeGreaterThan(1_000);
  });
});

describe("what the pages name", () => {
  it("has links that lead to a file and a heading", () => {
    const links = findAll(/\]\(([^)\s]+)\)/g).filter(({ name }) => !/^https?:/.test(name));
    expect(links.length).toBeGreaterThan(80);
    const broken = links.filter(({ path, name }) => {
      const [file = "", anchor] = name.split("#");
      const target = file === "" ? path : join(dirname(path), file);
      if (!existsSync(join(ROOT, target))) return true;
      return anchor !== undefined && !anchorsOf(read(target)).includes(anchor);
    });
    expect(broken).toEqual([]);
  });

  it("has files of the repository that exist", () => {
    const files = findAll(/`((?:src|guards|durable-objects|test|docs)\/[\w./-]+)`/g);
    expect(files.length).toBeGreaterThan(30);
    expect(files.filter(({ name }) => !existsSync(join(ROOT, name)))).toEqual([]);
  });

  it("has npm scripts that exist", () => {
    const scripts = findAll(/\bnpm run ([\w-]+)|\bnpm (start|test)\b/g).map(({ path, name }) => ({
      path,
      name: name.replace(/^npm /, ""),
    }));
    expect(scripts.length).toBeGreaterThan(20);
    expect(scripts.filter(({ name }) => !SCRIPTS.includes(name))).toEqual([]);
  });

  it("has metrics that exist", () => {
    const names = findAll(/\bpaciolus_[a-z_]+/g).filter(({ name }) => name !== "paciolus_parses");
    expect(names.length).toBeGreaterThan(50);
    const unknown = names.filter(
      ({ name }) => !METRICS.includes(name.replace(/_(bucket|sum|count)$/, "")),
    );
    expect(unknown).toEqual([]);
  });

  it("has KV keys that are read", () => {
    const keys = findAll(/\bFORMAT_(?:[A-Z]+|<X>)_[A-Z]+/g);
    expect(keys.length).toBeGreaterThan(60);
    const unknown = keys.filter(
      ({ name }) => !CONFIGURATION_KEYS.includes(name.replace("<X>", "CSV")),
    );
    expect(unknown).toEqual([]);
  });

  it("has routes that exist", () => {
    const routes = findAll(/\b((?:GET|POST|PUT|DELETE|PATCH) \/[\w/:{}]+)/g).map(
      ({ path, name }) => ({ path, name: name.replace("{code}", ":code") }),
    );
    expect(routes.length).toBeGreaterThan(15);
    expect(routes.filter(({ name }) => !ROUTES.includes(name))).toEqual([]);
  });

  it("has options in its requests that are taken", () => {
    const queries = findAll(/\/(?:v1\/parse|upload)\?([\w=&.-]+)/g);
    expect(queries.length).toBeGreaterThan(2);
    const unknown = queries.filter(({ name }) =>
      [...new URLSearchParams(name).keys()].some((option) => !OPTIONS.includes(option)),
    );
    expect(unknown).toEqual([]);
  });

  it("has codes, fields and settings that stand in the sources", () => {
    const names = findAll(/`((?!paciolus_)[a-z]+(?:_[a-z0-9]+)+)`/g);
    expect(names.length).toBeGreaterThan(200);
    expect(names.filter(({ name }) => !SOURCE_WORDS.has(name))).toEqual([]);
  });

  it("has failures with the status that they have", () => {
    const pairs = findAll(/\b([1-5]\d\d `[a-z]+(?:_[a-z]+)*`)/g);
    expect(pairs.length).toBeGreaterThan(25);
    const wrong = pairs.filter(({ name }) => {
      const [status, code = ""] = name.replaceAll("`", "").split(" ");
      return !isFailureCode(code) || String(statusOf(code)) !== status;
    });
    expect(wrong).toEqual([]);
  });

  it("has examples that are JSON", () => {
    const blocks = findAll(/^```json\n([^]*?)^```$/gm).map(({ name }) => name);
    const lines = findAll(/^```ndjson\n([^]*?)^```$/gm).flatMap(({ name }) =>
      name.trimEnd().split("\n"),
    );
    expect(blocks.length).toBeGreaterThan(4);
    expect(lines.length).toBeGreaterThan(5);
    for (const text of [...blocks, ...lines]) expect(() => JSON.parse(text), text).not.toThrow();
  });

  it("has wrangler commands that say which storage they mean", () => {
    const commands = findAll(/wrangler (kv key (?:put|get|delete)[^\n`]*)/g);
    expect(commands.length).toBeGreaterThan(40);
    const vague = commands.filter(
      ({ name }) => !name.includes("--binding FLAGS") || !/--(remote|local)\b/.test(name),
    );
    expect(vague).toEqual([]);
  });

  it("names no folder of a machine", () => {
    expect(findAll(/(?<![\w.])\/(?:home|root|tmp|work|Users)\/[\w./-]*/g)).toEqual([]);
  });
});

describe("what the code offers", () => {
  it.each(FAILURE_CODES)("has the failure %s explained", (code) => {
    expect(pageText("docs/errors.md")).toContain(`\n## ${code}\n`);
  });

  it("has every warning explained once, and no other", () => {
    const rows = tableBelow("docs/api.md", "## Warnings").map(([code]) => code);
    expect(rows.toSorted()).toEqual(WARNING_CODES.toSorted());
  });

  it("has every option explained once, and no other", () => {
    const rows = tableBelow("docs/api.md", "## Options").map(([option]) => option);
    expect(rows.toSorted()).toEqual(OPTIONS.toSorted());
  });

  it("has every route listed once, and no other", () => {
    const rows = tableBelow("docs/api.md", "## Routes").map(([route]) => route);
    expect(rows.toSorted()).toEqual(ROUTES.toSorted());
  });

  it("has every metric explained, and a use for it", () => {
    for (const name of METRICS) {
      expect(pageText("docs/metrics.md"), name).toContain(`\`${name}\``);
      expect(pageText("docs/operations.md"), name).toContain(`\`${name}\``);
    }
  });

  it("has every kind of key in the KV schema", () => {
    const rows = tableBelow("docs/kv-schema.md", "# KV schema").map(([key]) => key);
    const kinds = CONFIGURATION_KEYS.map((key) => key.replace(/^FORMAT_[A-Z]+_/, "FORMAT_<X>_"));
    expect(rows.toSorted()).toEqual([...new Set(kinds), "KEY_<sha256>"].toSorted());
  });

  it("has the caching times of the configuration", () => {
    const text = pageText("docs/kv-schema.md");
    expect(text).toContain(`keeps a KV value for ${KV_CACHE_TTL_SECONDS} s`);
    expect(text).toContain(`keeps what it read for ${ISOLATE_CACHE_MS / 1000} s more`);
  });

  it("has the columns of Analytics Engine in their order", () => {
    expect(toDataPoint(factsWith({ format: "ods" })).indexes).toEqual(["ods"]);
    const columns = [
      ["index1", "format"],
      ...BLOB_COLUMNS.map(({ name }, index) => [`blob${index + 1}`, name]),
      ...DOUBLE_COLUMNS.map(({ name }, index) => [`double${index + 1}`, name]),
    ];
    const rows = tableBelow("docs/operations.md", "## Analytics Engine");
    expect(rows.map(([column, name]) => [column, name])).toEqual(columns);
  });

  it("has every field of the log line, in the example and in the table", () => {
    const fields = Object.keys(JSON.parse(toLogLine(factsWith())) as object);
    const [, section = ""] = pageText("docs/operations.md").split("\n## Logs\n");
    const example = /^```json\n(.*)\n```$/m.exec(section)?.[1] ?? "{}";
    expect(Object.keys(JSON.parse(example) as object)).toEqual(fields);
    const named = tableBelow("docs/operations.md", "## Logs").flatMap(([names = ""]) =>
      names.split(", "),
    );
    expect(named.toSorted()).toEqual(fields.toSorted());
  });

  it.each(SCRIPTS)("has the script %s in the README", (script) => {
    const command = script === "start" || script === "test" ? script : `run ${script}`;
    expect(pageText("README.md")).toContain(`npm ${command}`);
  });
});

describe("the table of formats in the README", () => {
  it("agrees with the registry", () => {
    const expected = FORMATS.map((format) => [
      format.id,
      format.extensions.join(" "),
      flagKeys(format.id).flag,
      format.loadParser === null ? "recognised" : "read",
      format.rollout.tiers.join(", "),
    ]);
    expect(tableBelow("README.md", "## Formats")).toEqual(expected);
  });
});

describe.each(FORMATS)("the runbook of $id", ({ id, loadParser }) => {
  const text = pageText(`docs/runbooks/parser-${id}.md`);

  it("says in its first line when the format is not read", () => {
    expect(text.startsWith("**Not read yet")).toBe(loadParser === null);
  });

  it("has the headings of all runbooks", () => {
    const headings = [...text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
    expect(headings).toEqual([
      "Scope",
      "Flag and commands",
      "Symptoms and first look",
      "Failure codes",
      "Known quirks",
      "Rollback",
      "After a rollback",
      "Escalation",
    ]);
  });
});
