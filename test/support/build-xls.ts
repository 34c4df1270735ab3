// Writes workbook streams (BIFF5, BIFF8) for tests, record by record, and puts them into compound files.
// Without lies the result is sound.
import { buildCfb, type CfbSpec } from "./build-xls-container.ts";

export type Bytes = readonly number[];

const MAX_RECORD_BYTES = 8_224;

export function u16(...values: number[]): number[] {
  return values.flatMap((value) => [value & 0xff, (value >>> 8) & 0xff]);
}

export function u32(...values: number[]): number[] {
  return values.flatMap((value) => u16(value, value >>> 16));
}

export function f64(value: number): number[] {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value, true);
  return [...bytes];
}

export function record(id: number, ...body: (number | Bytes)[]): number[] {
  const bytes = body.flat() as number[];
  return [...u16(id, bytes.length), ...bytes];
}

export function latin1(text: string): number[] {
  return Array.from(text, (char) => char.charCodeAt(0));
}

function utf16(text: string): number[] {
  const bytes: number[] = [];
  for (let i = 0; i < text.length; i += 1) bytes.push(...u16(text.charCodeAt(i)));
  return bytes;
}

function isNarrow(text: string): boolean {
  return Array.from(text).every((char) => char.charCodeAt(0) <= 0xff);
}

/** A text of BIFF8, without its length. */
function characters(text: string): number[] {
  return isNarrow(text) ? [0, ...latin1(text)] : [1, ...utf16(text)];
}

/** A text of BIFF8 with a length of 16 bits. */
export function text8(text: string): number[] {
  return [...u16(text.length), ...characters(text)];
}

/** A text of BIFF5 in its code page, with a length of 16 bits. */
export function text5(bytes: Bytes): number[] {
  return [...u16(bytes.length), ...bytes];
}

// Cells: rows and columns count from 0, as records have them.

function cell(row: number, column: number, style: number): number[] {
  return u16(row, column, style);
}

export const number = (row: number, column: number, value: number, style = 0) =>
  record(0x0203, cell(row, column, style), f64(value));

export const rk = (row: number, column: number, raw: number, style = 0) =>
  record(0x027e, cell(row, column, style), u32(raw));

/** RK of a whole number, of hundredths when `isHundredth`. */
export const rkInt = (value: number, isHundredth = false) =>
  ((value << 2) | 2 | (isHundredth ? 1 : 0)) >>> 0;

export const mulRk = (row: number, column: number, raws: readonly number[], style = 0) =>
  record(
    0x00bd,
    u16(row, column),
    raws.flatMap((raw) => [...u16(style), ...u32(raw)]),
    u16(column + raws.length - 1),
  );

export const labelSst = (row: number, column: number, index: number) =>
  record(0x00fd, cell(row, column, 0), u32(index));

export const label = (row: number, column: number, body: Bytes) =>
  record(0x0204, cell(row, column, 0), body);

export const rString = (row: number, column: number, body: Bytes) =>
  record(0x00d6, cell(row, column, 0), body, [1, 0, 0, 5, 0]);

export const boolErr = (row: number, column: number, value: number, isError: boolean) =>
  record(0x0205, cell(row, column, 0), [value, isError ? 1 : 0]);

/** @param result a number, or the eight bytes of another result. */
export const formula = (
  row: number,
  column: number,
  result: number | Bytes,
  { style = 0, flags = 0 } = {},
) =>
  record(
    0x0006,
    cell(row, column, style),
    typeof result === "number" ? f64(result) : result,
    u16(flags),
    u32(0),
    u16(3),
    [0x1e, 1, 0],
  );

/** Results of formulas that are no numbers. */
export const result = (kind: number, value = 0): number[] => [kind, 0, value, 0, 0, 0, 0xff, 0xff];

export const string = (body: Bytes) => record(0x0207, body);

export const row = (index: number, isHidden = false) =>
  record(0x0208, u16(index, 0, 0, 0xff, 0, 0, isHidden ? 0x20 : 0, 0));

export const columns = (first: number, last: number, isHidden = false) =>
  record(0x007d, u16(first, last, 0x900, 0, isHidden ? 1 : 0, 0));

export const merged = (...ranges: [number, number, number, number][]) =>
  record(
    0x00e5,
    u16(ranges.length),
    ranges.flatMap((range) => u16(...range)),
  );

export const bof = (kind: number, version: 5 | 8 = 8) =>
  version === 8
    ? record(0x0809, u16(0x0600, kind, 0x0dbb, 0x07cc), u32(0x41, 6))
    : record(0x0809, u16(0x0500, kind, 0x096c, 0x07c9));

export const eof = () => record(0x000a);
export const window2 = () => record(0x023e, u16(0x06b6, 0, 0, 64, 0, 0), u32(0));

/** What stands between the beginning of a substream and its end, as Excel writes it. */
const dimensions = () => record(0x0200, u32(0, 1), u16(0, 1, 0));

/**
 * The table of shared strings over as many records as it takes.
 * @param texts each the bytes of a string that is not to be cut, or a text.
 * @param limit of bytes in a record.
 */
export function sst(
  texts: readonly (string | RichText)[],
  { limit = MAX_RECORD_BYTES, count = texts.length } = {},
): number[] {
  const records: number[] = [];
  let body: number[] = [...u32(texts.length, count)];
  let id = 0x00fc;
  const turn = () => {
    records.push(...record(id, body));
    id = 0x003c;
    body = [];
  };
  const put = (bytes: Bytes) => {
    for (const byte of bytes) {
      if (body.length === limit) turn();
      body.push(byte);
    }
  };
  for (const item of texts) {
    const { text, runs = 0, extension = 0 } = typeof item === "string" ? { text: item } : item;
    const flags = (isNarrow(text) ? 0 : 1) | (runs > 0 ? 8 : 0) | (extension > 0 ? 4 : 0);
    const head = [
      ...u16(text.length),
      flags,
      ...(runs > 0 ? u16(runs) : []),
      ...(extension > 0 ? u32(extension) : []),
    ];
    // The head of a string is never cut.
    if (body.length + head.length > limit) turn();
    put(head);
    putCharacters(text, limit, () => body, turn);
    put(Array.from({ length: runs * 4 + extension }, (_, index) => index & 0xff));
  }
  turn();
  return records;
}

export interface RichText {
  text: string;
  runs?: number;
  extension?: number;
}

/** Where characters go on in another record, they may have another width there. */
function putCharacters(
  text: string,
  limit: number,
  bodyOf: () => number[],
  turn: () => void,
): void {
  let isWide = !isNarrow(text);
  for (let at = 0; at < text.length; at += 1) {
    if (bodyOf().length + (isWide ? 2 : 1) > limit) {
      turn();
      isWide = !isNarrow(text.slice(at));
      bodyOf().push(isWide ? 1 : 0);
    }
    const unit = text.charCodeAt(at);
    bodyOf().push(...(isWide ? u16(unit) : [unit]));
  }
}

export interface SheetSpec {
  name?: string;
  /** Bytes of a BIFF5 name in its code page. */
  nameBytes?: Bytes;
  records?: readonly Bytes[];
  /** 0 visible, 1 hidden, 2 very hidden. */
  visibility?: number;
  /** 0 worksheet, 1 macro, 2 chart, 6 module. */
  type?: number;
  /** The whole substream instead. */
  substream?: Bytes;
  /** Claim of the workbook. */
  offset?: number;
}

export interface WorkbookSpec {
  version?: 5 | 8;
  sheets: readonly SheetSpec[];
  /** Codes, or ids of built-in formats, of cell formats 1, 2 …; cell format 0 is General. */
  formats?: readonly (string | number)[];
  strings?: readonly (string | RichText)[];
  /** The SST record and its continuations instead. */
  sst?: Bytes;
  codePage?: number;
  is1904?: boolean;
  /** Records right behind the first. */
  head?: readonly Bytes[];
  /** Records before the end of the globals. */
  globals?: readonly Bytes[];
}

const FIRST_CUSTOM_FORMAT = 164;

function formatRecords({ formats = [], version = 8 }: WorkbookSpec): number[] {
  const codes = formats.flatMap((format, index) => {
    if (typeof format === "number") return [];
    const id = u16(FIRST_CUSTOM_FORMAT + index);
    return version === 8
      ? record(0x041e, id, text8(format))
      : record(0x041e, id, [format.length], latin1(format));
  });
  const ids = [
    0,
    ...formats.map((format, index) =>
      typeof format === "number" ? format : FIRST_CUSTOM_FORMAT + index,
    ),
  ];
  const rest = u16(...Array.from({ length: version === 8 ? 8 : 6 }, () => 0));
  return [...codes, ...ids.flatMap((id) => record(0x00e0, u16(0, id), rest))];
}

function boundSheet(sheet: SheetSpec, version: 5 | 8, offset: number): number[] {
  const { name = "Sheet1", nameBytes, visibility = 0, type = 0 } = sheet;
  const body =
    version === 8
      ? [name.length, ...characters(name)]
      : [(nameBytes ?? latin1(name)).length, ...(nameBytes ?? latin1(name))];
  return record(0x0085, u32(sheet.offset ?? offset), [visibility, type], body);
}

/** @returns the workbook stream. */
export function buildStream(spec: WorkbookSpec): Uint8Array {
  const { version = 8, sheets } = spec;
  const substreams = sheets.map(
    ({ substream, records = [], type = 0 }) =>
      substream ?? [
        ...bof(type === 2 ? 0x20 : 0x10, version),
        ...dimensions(),
        ...records.flat(),
        ...window2(),
        ...eof(),
      ],
  );
  const globals = (offsets: readonly number[]) => [
    ...bof(0x05, version),
    ...(spec.head ?? []).flat(),
    ...record(0x0042, u16(spec.codePage ?? (version === 8 ? 1200 : 1252))),
    ...record(0x0022, u16(spec.is1904 === true ? 1 : 0)),
    ...formatRecords(spec),
    ...sheets.flatMap((sheet, index) => boundSheet(sheet, version, offsets[index] ?? 0)),
    ...(spec.sst ?? (spec.strings === undefined ? [] : sst(spec.strings))),
    ...(spec.globals ?? []).flat(),
    ...eof(),
  ];
  let at = globals([]).length;
  const offsets = substreams.map((substream) => {
    const offset = at;
    at += substream.length;
    return offset;
  });
  const whole = new Uint8Array(at);
  whole.set(globals(offsets));
  for (const [index, substream] of substreams.entries()) whole.set(substream, offsets[index] ?? 0);
  return whole;
}

/** A workbook as a compound file. */
export function buildXls(
  spec: WorkbookSpec,
  container: Omit<CfbSpec, "streams"> & { name?: string } = {},
): Uint8Array {
  const { name = spec.version === 5 ? "Book" : "Workbook", ...rest } = container;
  return buildCfb({ ...rest, streams: [{ name, data: buildStream(spec) }] });
}

/** A workbook of one sheet. */
export function buildSheet(
  records: readonly Bytes[],
  spec: Omit<WorkbookSpec, "sheets"> = {},
): Uint8Array {
  return buildXls({ ...spec, sheets: [{ records }] });
}

/** Encrypts the bodies of all records behind FILEPASS, which is among them. */
export function encryptStream(
  stream: Uint8Array,
  encryptRecord: (id: number, body: Uint8Array, position: number) => void,
): Uint8Array {
  const bytes = stream.slice();
  const view = new DataView(bytes.buffer);
  let isEncrypted = false;
  for (let at = 0; at + 4 <= bytes.length;) {
    const id = view.getUint16(at, true);
    const length = view.getUint16(at + 2, true);
    if (isEncrypted) encryptRecord(id, bytes.subarray(at + 4, at + 4 + length), at + 4);
    if (id === 0x002f) isEncrypted = true;
    at += 4 + length;
  }
  return bytes;
}
