// The little of the peers' interfaces that is used here, so that the project is checked without them.
declare module "csv-parse" {
  import type { Transform } from "node:stream";

  export function parse(options: {
    delimiter: string;
    encoding: "utf8" | "latin1";
    from: number;
  }): Transform;
}

declare module "udsv" {
  interface Schema {
    cols: { name: string }[];
  }

  interface Parser {
    stringArrs: (text: string) => string[][];
    chunk(
      text: string,
      parse: Parser["stringArrs"],
      onRow: (row: string[]) => boolean | undefined,
    ): void;
    end(): void;
  }

  export function inferSchema(text: string, options: { col: string; trim: boolean }): Schema;
  export function initParser(schema: Schema): Parser;
}

declare module "@duckdb/node-api" {
  interface Connection {
    run(sql: string): Promise<{ rowsChanged: number; columnCount: number }>;
    closeSync(): void;
  }

  export const DuckDBInstance: {
    create(
      path: string,
      options: Record<string, string>,
    ): Promise<{
      connect(): Promise<Connection>;
      closeSync(): void;
    }>;
  };
}

declare module "@e965/xlsx" {
  interface Workbook {
    SheetNames: string[];
    Sheets: Record<string, object>;
  }

  export function read(data: Uint8Array, options: Record<string, boolean>): Workbook;
  export const utils: {
    sheet_to_json(sheet: object | undefined, options: Record<string, unknown>): unknown[][];
  };
}

declare module "exceljs" {
  interface Row {
    number: number;
    values: unknown[];
  }

  type WorkbookReader = new (
    path: string,
    options: Record<string, string>,
  ) => AsyncIterable<AsyncIterable<Row>>;

  const ExcelJS: { stream: { xlsx: { WorkbookReader: WorkbookReader } } };
  export default ExcelJS;
}

declare module "hucre" {
  interface Row {
    /** Counts from 0. */
    index: number;
    values: unknown[];
  }

  export function streamXlsxRows(bytes: Uint8Array): AsyncIterable<Row>;
  export function streamOdsRows(bytes: Uint8Array): AsyncIterable<Row>;
  export function readXls(bytes: Uint8Array): Promise<{ sheets: { rows: unknown[][] }[] }>;
}

declare module "ofx-js" {
  import type { OfxTree } from "../finance/ofx-data.ts";

  export function parse(text: string): Promise<OfxTree>;
}

declare module "node-ofx-parser" {
  import type { OfxTree } from "../finance/ofx-data.ts";

  export function parse(text: string): OfxTree;
}

declare module "banking" {
  import type { OfxTree } from "../finance/ofx-data.ts";

  export interface Banking {
    body: OfxTree;
  }
  const banking: { parse(text: string, onParsed: (banking: Banking) => void): void };
  export default banking;
}

declare module "ofx-data-extractor" {
  import type { Transaction } from "../finance/ofx-data.ts";

  export class Ofx {
    constructor(text: string);
    getBankTransferList(): Transaction[];
  }
}
