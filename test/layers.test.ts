// Holds the import table of docs/architecture.md.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "..");

interface Layer {
  name: string;
  files: RegExp;
  /** What its files may import, besides files of the layer itself. */
  mayImport: RegExp[];
}

const CORE = /^src\/core\//;
const GUARDS = /^guards\/[^/]+\.ts$/;
const CODECS = /^src\/codecs\//;
const REGISTRY = /^src\/formats\/registry\.ts$/;
const PROTOCOL = /^durable-objects\/[^/]+\/protocol\.ts$/;
const ROLLOUT = /^src\/rollout\//;
const OBSERVABILITY = /^src\/observability\//;
const INTAKE = /^src\/intake\//;
const ALERTS = /^guards\/parser_alerts\.toml$/;

// The first layer that a file belongs to counts.
const LAYERS: readonly Layer[] = [
  { name: "core", files: CORE, mayImport: [] },
  { name: "guards", files: GUARDS, mayImport: [CORE] },
  { name: "codecs", files: CODECS, mayImport: [CORE, GUARDS] },
  { name: "registry", files: REGISTRY, mayImport: [/^src\/formats\/[^/]+\/format\.ts$/] },
  { name: "formats", files: /^src\/formats\/[^/]+\//, mayImport: [CORE, GUARDS, CODECS] },
  { name: "rollout", files: ROLLOUT, mayImport: [CORE, REGISTRY, ALERTS] },
  { name: "observability", files: OBSERVABILITY, mayImport: [CORE, REGISTRY, PROTOCOL] },
  {
    name: "object",
    files: /parse-monitor\/parse-monitor\.ts$/,
    mayImport: [CORE, GUARDS, /^durable-objects\//, /^src\/env\.ts$/],
  },
  { name: "object rules", files: /^durable-objects\//, mayImport: [CORE, GUARDS, REGISTRY] },
  {
    name: "intake",
    files: INTAKE,
    mayImport: [CORE, GUARDS, CODECS, REGISTRY, ROLLOUT, OBSERVABILITY, PROTOCOL],
  },
  {
    name: "http",
    files: /^src\/http\//,
    mayImport: [
      CORE,
      GUARDS,
      REGISTRY,
      ROLLOUT,
      OBSERVABILITY,
      INTAKE,
      PROTOCOL,
      /^src\/codecs\/csv-writer\.ts$/,
    ],
  },
  {
    name: "ops",
    files: /^src\/ops\//,
    mayImport: [CORE, GUARDS, REGISTRY, ROLLOUT, OBSERVABILITY, /^src\/http\/problem\.ts$/],
  },
  { name: "env", files: /^src\/env\.ts$/, mayImport: [] },
  { name: "worker", files: /^src\/worker\.ts$/, mayImport: [/^(src|durable-objects|guards)\//] },
];

/** Third parties, each behind the one place that may know it. */
const ADAPTERS: Readonly<Record<string, RegExp>> = {
  fflate: /^src\/codecs\/zip/,
  "fast-xml-parser": /^src\/codecs\/xml\.ts$/,
  unpdf: /^src\/formats\/pdf\/document\.ts$/,
  papaparse: /^src\/codecs\/(delimited|csv-writer)\.ts$/,
  "toucan-js": /^src\/observability\/sentry\.ts$/,
  hono: /^src\/http\//,
  "@fastify/busboy": /^src\/http\/multipart\.ts$/,
  "smol-toml": /^src\/(rollout\/thresholds|ops\/development)\.ts$/,
  wrangler: /^src\/ops\//,
  "cloudflare:workers": /^durable-objects\/[^/]+\/parse-monitor\.ts$/,
};

/** Pure layers are told the time and chance; they do not ask for them, and they do not talk. */
const PURE =
  /^(src\/(core|codecs|formats)\/|guards\/)|^durable-objects\/(?!.*\/parse-monitor\.ts$)/;
const IMPURE = /\b(Date\.now|Math\.random|console)\b|new Date\(\)/;

/** Static imports and re-exports begin a line; dynamic ones are calls. */
const IMPORT = /^(?:import|export)\s(?:[^"';]*\sfrom\s)?\s*"([^"]+)"|\bimport\(\s*"([^"]+)"/gm;

interface Import {
  file: string;
  target: string;
}

function sourceFiles(): string[] {
  return ["src", "guards", "durable-objects"].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
      .map((name) => join(folder, name))
      .filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts")),
  );
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(ROOT, file), "utf8");
  const specifiers = [...text.matchAll(IMPORT)].map((match) => match[1] ?? match[2] ?? "");
  return specifiers.map((specifier) => ({
    file,
    target: specifier.startsWith(".")
      ? normalize(relative(ROOT, join(ROOT, dirname(file), specifier)))
      : specifier,
  }));
}

const files = sourceFiles();
const imports = files.flatMap(importsOf);

function layerOf(file: string): Layer | undefined {
  return LAYERS.find((layer) => layer.files.test(file));
}

function isAllowed({ file, target }: Import): boolean {
  const layer = layerOf(file);
  if (layer === undefined) return false;
  const isOwnFolder =
    layer.name === "formats"
      ? dirname(file) === dirname(target) ||
        target.startsWith(`${file.split("/").slice(0, 3).join("/")}/`)
      : layer.files.test(target);
  return isOwnFolder || layer.mayImport.some((pattern) => pattern.test(target));
}

describe("the import table", () => {
  it("looks at every layer and at imports between them", () => {
    expect(files.length).toBeGreaterThan(60);
    for (const layer of LAYERS)
      expect(
        files.some((file) => layer.files.test(file)),
        layer.name,
      ).toBe(true);
    expect(imports.filter(({ target }) => target.endsWith(".ts")).length).toBeGreaterThan(150);
  });

  it("puts every source file into a layer", () => {
    expect(files.filter((file) => layerOf(file) === undefined)).toEqual([]);
  });

  it("is kept by every import of a file", () => {
    const inner = imports.filter(({ target }) => /\.(ts|toml|wasm)$/.test(target));
    expect(inner.filter((entry) => !isAllowed(entry))).toEqual([]);
  });

  it("lets each third party in by its one adapter", () => {
    const outer = imports.filter(
      ({ target }) => !/\.(ts|toml|wasm)$/.test(target) && !target.startsWith("node:"),
    );
    expect(outer.length).toBeGreaterThan(8);
    const strays = outer.filter(({ file, target }) => {
      const name = Object.keys(ADAPTERS).find(
        (known) => target === known || target.startsWith(`${known}/`),
      );
      return name === undefined || ADAPTERS[name]?.test(file) !== true;
    });
    expect(strays).toEqual([]);
  });

  it("has a parser import nothing of another format", () => {
    const crossing = imports.filter(({ file, target }) => {
      const [from, to] = [file, target].map((path) => /^src\/formats\/([^/]+)\//.exec(path)?.[1]);
      return from !== undefined && to !== undefined && from !== to;
    });
    expect(crossing).toEqual([]);
  });
});

describe("pure layers", () => {
  it("ask for no time, no chance and no console", () => {
    const pure = files.filter((file) => PURE.test(file));
    expect(pure.length).toBeGreaterThan(30);
    expect(pure.filter((file) => IMPURE.test(readFileSync(join(ROOT, file), "utf8")))).toEqual([]);
  });
});

describe("source files", () => {
  /** Longer than 300 lines, with the reason. */
  const LONG_FILES: Readonly<Record<string, string>> = {
    "src/core/failure.ts": "the catalogue: six lines a code, read as a table",
  };

  it("fit into 300 lines, or say why not", () => {
    const long = files.filter(
      (file) => readFileSync(join(ROOT, file), "utf8").split("\n").length > 301,
    );
    expect(long.filter((file) => !(file in LONG_FILES))).toEqual([]);
  });
});
