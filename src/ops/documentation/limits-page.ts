// docs/limits.md: every ceiling and every time of guards/limits.ts and guards/leases.ts, with its
// unit and reason. A constant without a text here does not compile.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as leases from "../../../guards/leases.ts";
import * as limits from "../../../guards/limits.ts";
import { KIB, MIB, MINUTE_MS, SECOND_MS } from "../../core/units.ts";
import { ROOT } from "./failure-sources.ts";
import { code, grouped, page, table } from "./markdown.ts";

/** Meaning and reason, and the failure code when passing it is refused. */
type Entry = readonly [meaning: string, passed: string];
type Constant = Exclude<keyof typeof limits, "DEFAULT_LIMITS">;

const CONSTANTS: Readonly<Record<Constant, Entry>> = {
  MAX_TEXT_BODY_BYTES: [
    "Largest csv or tsv file, after gzip and multipart are taken off. Text is streamed, so the size costs no memory.",
    "file_too_large",
  ],
  MAX_BINARY_BODY_BYTES: [
    "Largest file of any other format. Workbooks and documents are held whole, in 128 MB of an isolate.",
    "file_too_large",
  ],
  MULTIPART_OVERHEAD_BYTES: [
    "Boundaries and part headers of a multipart body, which do not count as file.",
    "file_too_large",
  ],
  MAX_FILENAME_CHARACTERS: ["Longest file name given back; the rest is cut off.", ""],
  DETECTION_HEAD_BYTES: ["First bytes of a file that detection looks at before it decides.", ""],
  HEADER_GATE_BYTES: [
    "Output held back before the status line goes out, so that most failures are an honest 4xx.",
    "",
  ],
  MAX_HELD_OUTPUT_BYTES: [
    "Output held back with `wait=end`, and the largest CSV answer. A larger NDJSON or JSON answer is streamed all the same.",
    "not_acceptable",
  ],
  MAX_ROW_BYTES: ["Text of one row as JSON, which is held in one piece.", "expansion_limit"],
  MAX_UNASKED_BYTES: [
    "Text that a parser may push before it asks whether the client still takes any.",
    "expansion_limit",
  ],
  MAX_WORKBOOK_SHEETS: ["Sheets of a workbook. Excel stops at what memory holds.", "corrupt_file"],
  MAX_SHEET_NAME_CHARACTERS: [
    "Names of all sheets of a workbook; those of Excel have 31 characters each.",
    "corrupt_file",
  ],
  MAX_CELL_FORMATS: ["Cell formats of an xlsx workbook; Excel holds 65 490.", "corrupt_file"],
  MAX_NUMBER_FORMATS: [
    "Number formats with codes of their own; Excel holds about 250.",
    "corrupt_file",
  ],
  MAX_STYLE_CHARACTERS: [
    "Names of the styles of an OpenDocument or Excel 2003 XML document.",
    "expansion_limit",
  ],
  MAX_DIRECTORY_ENTRIES: [
    "Streams and storages of a compound file, as xls is one.",
    "corrupt_file",
  ],
  MAX_WARNINGS_PER_CODE: [
    "Warnings of one code in one table that are given one by one; one more gives the number of the rest.",
    "",
  ],
  MAX_LISTED_WARNINGS: [
    "Warnings listed in a JSON document, where they come after the rows and so are kept in memory.",
    "",
  ],
};

const PARSE_LIMITS: Readonly<Record<keyof typeof limits.DEFAULT_LIMITS, Entry>> = {
  rowsPerTable: ["Rows of one table: those of an Excel sheet.", "rows_exceeded"],
  columnsPerTable: ["Columns of one table: those of an Excel sheet.", "columns_exceeded"],
  cellsPerFile: ["Cells of one file.", "cells_exceeded"],
  cellBytes: ["UTF-8 bytes of one cell.", "cell_too_long"],
  zipEntries: [
    "Entries of a ZIP container; each costs memory before one is opened.",
    "expansion_limit",
  ],
  zipDirectoryBytes: [
    "Directory of a ZIP container: the names of its entries are held while it is read.",
    "expansion_limit",
  ],
  inflatedBytes: [
    "Bytes inflated from one container in all, counted while they come out; declared sizes are not trusted.",
    "expansion_limit",
  ],
  inflateRatio: [
    "Output bytes for each input byte, of a container or of a gzip body.",
    "expansion_limit",
  ],
  inflateRatioFreeBytes: [
    "Output before the ratio counts: small sheets of equal cells pack very well.",
    "",
  ],
  textRatio: [
    "Bytes of text in all rows for each byte of the file: many cells may share one text.",
    "expansion_limit",
  ],
  textRatioFreeBytes: ["Text before the ratio counts.", ""],
  sharedStringBytes: [
    "Decoded shared strings of a workbook, text and index, which have to stay in memory.",
    "expansion_limit",
  ],
  xmlTreeBytes: [
    "Inflated bytes of a part that is read as a tree; a tree costs about ten times its text.",
    "expansion_limit",
  ],
  xmlTreeNodes: [
    "Nodes of such a part: elements, attributes and references, and every 8 bytes of text.",
    "expansion_limit",
  ],
  xmlDepth: ["Nesting of elements.", "xml_unsafe"],
  xmlTagBytes: ["Bytes between `<` and `>` of one tag.", "xml_unsafe"],
  mergedRanges: ["Merged ranges of a sheet.", "expansion_limit"],
  heldRowBytes: [
    "Rows of a sheet that are held back to be sorted. Beyond it a row that falls back is refused.",
    "corrupt_file",
  ],
};

const TIMES: Readonly<Record<keyof typeof leases, string>> = {
  LEASE_TTL_MS:
    "A lease that is not renewed for this long is over: its Worker is gone. The playbook calls a parse stuck after 60 s.",
  HEARTBEAT_INTERVAL_MS: "A parse renews its lease this often. Five renewals in a row may be lost.",
  ADMISSION_TIMEOUT_MS:
    "Longest wait for the monitor at admission. Past it the flag alone decides, and the parse counts as untracked.",
  STALL_TIMEOUT_MS:
    "A parse whose bytes, rows and answer stand still for this long is ended: `upload_stalled` when it waits for the file, else as a client that left.",
  LEASE_CHECKPOINT_MS:
    "A lease is written to the object's storage once it is this old. An object that is evicted before takes the parse in again at its next message.",
  WRITE_GATHER_MS:
    "How long the object waits for further messages before it writes. Heartbeats and ends wait for the write, answers to clients do not.",
  FINISHED_MEMORY_MS:
    "An ended parse is remembered at least this long, so that a repeated message counts once.",
};

const INTRODUCTION = `# Limits

A limit is a named constant in \`guards/\`. A limit of \`n\` lets \`n\` through and refuses \`n + 1\`. A refusal says which limit
it was, its value and what was found (\`limit\` in the [problem document](api.md#errors)). A tier can lower the size of a
file with \`max_file_mib\` ([kv-schema.md](kv-schema.md#tiers)).`;

function size(bytes: number): string {
  if (bytes % MIB === 0) return `${grouped(bytes / MIB)} MiB`;
  return bytes % KIB === 0 ? `${grouped(bytes / KIB)} KiB` : `${grouped(bytes)} bytes`;
}

function span(milliseconds: number): string {
  if (milliseconds % MINUTE_MS === 0 && milliseconds > MINUTE_MS)
    return `${milliseconds / MINUTE_MS} min`;
  return milliseconds % SECOND_MS === 0 ? `${milliseconds / SECOND_MS} s` : `${milliseconds} ms`;
}

function passed(failure: string): string {
  return failure === "" ? "" : `[${code(failure)}](errors.md#${failure})`;
}

function rows<Name extends string>(
  values: Readonly<Record<Name, number>>,
  texts: Readonly<Record<Name, Entry>>,
): string[][] {
  return (Object.keys(texts) as Name[]).map((name) => {
    const [meaning, failure] = texts[name];
    const value = /bytes$/i.test(name) ? size(values[name]) : grouped(values[name]);
    return [code(name), value, meaning, passed(failure)];
  });
}

/** The platform's ceiling that wrangler.toml asks for, as it is written there. */
function cpuMilliseconds(): number {
  const text = readFileSync(join(ROOT, "wrangler.toml"), "utf8");
  return Number(/^cpu_ms = ([\d_]+)$/m.exec(text)?.[1]?.replaceAll("_", ""));
}

const LEASE_TIMES: Readonly<Record<keyof typeof leases, number>> = { ...leases };

export function limitsPage(): string {
  const head = ["Constant", "Value", "Meaning and reason", "When passed"];
  const times = (Object.keys(TIMES) as (keyof typeof leases)[]).map((name) => [
    code(name),
    span(LEASE_TIMES[name]),
    TIMES[name],
  ]);
  return page(
    INTRODUCTION,
    "## Requests and answers\n\nFrom `guards/limits.ts`.",
    table(head, rows(limits, CONSTANTS)),
    "## One parse\n\n`DEFAULT_LIMITS` of `guards/limits.ts`.",
    table(head, rows(limits.DEFAULT_LIMITS, PARSE_LIMITS)),
    "## Leases\n\nFrom `guards/leases.ts`.",
    table(["Constant", "Value", "Meaning and reason"], times),
    `## Processor time\n\n\`wrangler.toml\` lets a request have ${span(cpuMilliseconds())} of processor time. The platform ends one that takes more; the answer then stops\nwithout an \`end\` record, and the lease expires.`,
  );
}
