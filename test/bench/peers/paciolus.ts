// Our own parser of a format, without the service around it.
import { openSync, readSync, closeSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { DEFAULT_LIMITS } from "../../../guards/limits.ts";
import type { ByteSource } from "../../../src/core/byte-source.ts";
import {
  DEFAULT_PARSE_OPTIONS,
  type FormatParser,
  type ParseContext,
} from "../../../src/core/format.ts";
import type { RowSink } from "../../../src/core/records.ts";
import { FORMATS } from "../../../src/formats/registry.ts";
import type { CountingSink } from "../counting-sink.ts";
import type { ReadWork, Work } from "../peer.ts";

/** What the service reads at a time once an upload has proved to be long. */
const READ_BYTES = 1024 * 1024;

const CONTEXT: Omit<ParseContext, "extension"> = {
  options: DEFAULT_PARSE_OPTIONS,
  limits: DEFAULT_LIMITS,
  shouldStop: () => false,
};

let parse: FormatParser | null = null;

export async function prepare({ format }: Work): Promise<void> {
  const descriptor = FORMATS.find(({ id }) => id === format);
  parse = (await descriptor?.loadParser?.())?.parse ?? null;
}

export const read: ReadWork = async ({ file, format }, sink) => {
  if (parse === null) throw new Error(`no parser of ${format} is loaded`);
  const context = { ...CONTEXT, extension: `.${format}` };
  const { access } = FORMATS.find(({ id }) => id === format) ?? {};
  if (access === "buffer") {
    // As the service has it: pdf.js refuses what is a Buffer.
    const bytes = new Uint8Array(await readFile(file));
    await parse({ access, bytes }, rowSink(sink), context);
    return;
  }
  const descriptor = openSync(file, "r");
  await parse({ access: "stream", source: fileSource(descriptor) }, rowSink(sink), context);
  closeSync(descriptor);
};

function fileSource(descriptor: number): ByteSource {
  const buffer = new Uint8Array(READ_BYTES);
  return {
    read: () => {
      const length = readSync(descriptor, buffer);
      return Promise.resolve(length === 0 ? null : buffer.subarray(0, length));
    },
  };
}

/** Writes rows as the service does. */
function rowSink(sink: CountingSink): RowSink {
  return {
    beginTable: () => undefined,
    row: (row, cells) => {
      sink.line(`{"row":${row},"cells":${JSON.stringify(cells)}}\n`, cells.length);
    },
    json: {
      allowance: { rows: Number.MAX_SAFE_INTEGER, cells: Number.MAX_SAFE_INTEGER },
      jsonRows: ({ lines, rows, cells }) => sink.block(lines, rows, cells),
    },
    endTable: () => sink.end(),
    warn: ({ code, message }) => {
      throw new Error(`a clean file was warned about: ${code}: ${message}`);
    },
    ready: () => null,
    isFull: false,
  };
}
