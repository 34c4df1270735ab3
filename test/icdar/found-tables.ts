// The tables that our parser finds: asked in this process, or by the URL of a running service.
import { FORMATS } from "../../src/formats/registry.ts";
import { importLikeTheWorker } from "../bench/worker-modules.ts";
import { collect } from "../support/collect-rows.ts";
import { wordsOf, type Cell, type Table } from "./metrics.ts";

/** Rows of each table, or why there is none. */
export type FindTables = (bytes: Uint8Array, name: string) => Promise<FoundTables>;

export interface FoundTables {
  tables: readonly (readonly (readonly unknown[])[])[];
  /** Code of the refusal. */
  refusal: string | null;
}

export async function loadParser(): Promise<FindTables> {
  importLikeTheWorker();
  const parser = await FORMATS.find(({ id }) => id === "pdf")?.loadParser?.();
  if (parser === undefined) throw new Error("there is no parser of pdf yet");
  return async (bytes) => {
    const { tables, failure } = await collect(
      parser.parse,
      { access: "buffer", bytes },
      { options: { header: "none" }, extension: ".pdf" },
    );
    return {
      tables: tables.map(({ rows }) => rows.map(([, cells]) => cells)),
      refusal: failure?.code ?? null,
    };
  };
}

/** @param url of the service, without a path. */
export function service(url: string, key: string): FindTables {
  return async (bytes, name) => {
    const target = new URL("/v1/parse", url);
    target.search = String(new URLSearchParams({ filename: name, header: "none" }));
    const response = await fetch(target, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/pdf" },
      body: bytes as Uint8Array<ArrayBuffer>,
    });
    const text = await response.text();
    if (!response.ok) {
      const { code } = JSON.parse(text) as { code?: string };
      if (response.status >= 500 || code === undefined) {
        throw new Error(`the service answered ${response.status} to ${name}`);
      }
      return { tables: [], refusal: code };
    }
    return readRecords(text, name);
  };
}

interface AnyRecord {
  type?: string;
  cells?: unknown[];
  status?: string;
  error?: { code: string };
}

function readRecords(text: string, name: string): FoundTables {
  const tables: unknown[][][] = [];
  const records = text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as AnyRecord);
  for (const { type, cells } of records) {
    if (type === "table") tables.push([]);
    else if (type === undefined && cells !== undefined) tables.at(-1)?.push(cells);
  }
  const end = records.at(-1);
  if (end?.type !== "end") throw new Error(`the answer to ${name} has no end`);
  return { tables, refusal: end.status === "complete" ? null : (end.error?.code ?? "failed") };
}

/** Every cell takes one place: rows as they are given know no spans. */
export function toTable(rows: readonly (readonly unknown[])[]): Table {
  const cells = rows.flatMap((values, row) =>
    values.flatMap((value, column): Cell[] => {
      const text = value === null ? "" : String(value);
      return text === "" ? [] : [{ row, column, endRow: row, endColumn: column, text }];
    }),
  );
  return { cells, words: cells.flatMap(({ text }) => wordsOf(text)) };
}
