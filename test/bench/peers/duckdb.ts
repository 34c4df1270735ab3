// DuckDB on one thread: COPY of the file, all columns as text, to JSON. Its rows are objects, and go
// to the null device: nothing of them comes to JavaScript, so they are neither hashed nor encoded there.
import { rm, readFile } from "node:fs/promises";
import { DuckDBInstance } from "@duckdb/node-api";
import type { ReadWork, TextWork } from "../peer.ts";

export const read: ReadWork<TextWork> = async ({ file, delimiter, encoding }, sink) => {
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  const target = sink.isShown ? `${file}.duckdb.ndjson` : "/dev/null";
  const name = encoding === "utf-8" ? "utf-8" : "latin-1";
  const source = `read_csv(${quote(file)}, all_varchar = true, header = true, delim = ${quote(delimiter)}, encoding = ${quote(name)})`;
  const { columnCount } = await connection.run(`SELECT * FROM ${source} LIMIT 0`);
  const { rowsChanged } = await connection.run(
    `COPY (SELECT * FROM ${source}) TO ${quote(target)} (FORMAT json)`,
  );
  connection.closeSync();
  instance.closeSync();
  if (!sink.isShown) {
    sink.count(rowsChanged, rowsChanged * columnCount);
    return;
  }
  sink.block(await readFile(target), rowsChanged, rowsChanged * columnCount);
  await rm(target);
};

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
