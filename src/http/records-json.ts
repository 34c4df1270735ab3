// The JSON values of the records in the contract, shared by the NDJSON and JSON answers.
import type { EndRecord, FileRecord, TableInfo, Warning } from "../core/records.ts";
import { problemDetails, type ProblemIds } from "./problem.ts";

/** Version of the record layout; raised when a client would have to change. */
const RECORDS_VERSION = 1;

export function fileJson(record: FileRecord) {
  return {
    type: "file",
    parse_id: record.parseId,
    format: record.format,
    detected_by: record.detectedBy,
    parser: record.parser,
    filename: record.filename,
    ...(record.unpackedFrom !== null && { unpacked_from: record.unpackedFrom }),
    version: RECORDS_VERSION,
  };
}

export function tableJson(index: number, table: TableInfo) {
  return {
    type: "table",
    index,
    name: table.name,
    header_row: table.headerRow,
    columns: table.columns,
    ...(table.types !== undefined && { types: table.types }),
    ...(table.meta !== undefined && { meta: table.meta }),
  };
}

export function warningJson(warning: Warning, table: number | null) {
  return {
    type: "warning",
    code: warning.code,
    message: warning.message,
    at: { ...(table !== null && { table }), ...warning.at },
  };
}

export function endJson(record: EndRecord, ids: ProblemIds) {
  return {
    type: "end",
    status: record.status,
    rows: record.rows,
    tables: record.tables,
    warnings: record.warnings,
    bytes: record.bytes,
    sha256: record.sha256,
    duration_ms: record.durationMs,
    ...(record.failure !== null && { error: problemDetails(record.failure, ids) }),
  };
}
