// Writes binary workbooks (.xlsb) for tests, record by record (MS-XLSB 2.1.4).
import { relationships } from "./build-xlsx.ts";
import { buildZip } from "./build-zip.ts";

export type Field =
  | { u8: number }
  | { u16: number }
  | { u32: number }
  | { double: number }
  | { text: string | null };

function fieldBytes(field: Field): number[] {
  if ("u8" in field) return [field.u8];
  const view = new DataView(new ArrayBuffer(8));
  if ("double" in field) {
    view.setFloat64(0, field.double, true);
    return [...new Uint8Array(view.buffer)];
  }
  if ("u16" in field) return [field.u16 & 0xff, field.u16 >> 8];
  if ("text" in field) {
    if (field.text === null) return [0xff, 0xff, 0xff, 0xff];
    return [
      ...fieldBytes({ u32: field.text.length }),
      ...Array.from({ length: field.text.length }, (_, at) =>
        fieldBytes({ u16: field.text?.charCodeAt(at) ?? 0 }),
      ).flat(),
    ];
  }
  view.setUint32(0, field.u32, true);
  return [...new Uint8Array(view.buffer, 0, 4)];
}

/** One record: its id and size in seven bits a byte, then the fields. */
export function record(id: number, ...fields: Field[]): number[] {
  const content = fields.flatMap(fieldBytes);
  const head = id < 0x80 ? [id] : [(id & 0x7f) | 0x80, id >> 7];
  const size: number[] = [];
  let rest = content.length;
  for (; rest >= 0x80; rest >>= 7) size.push((rest & 0x7f) | 0x80);
  return [...head, ...size, rest, ...content];
}

export function row(index: number, isHidden = false): number[] {
  const flags: Field[] = [{ u8: 0 }, { u8: isHidden ? 0x10 : 0 }, { u8: 0 }, { u32: 0 }];
  return record(0, { u32: index - 1 }, { u32: 0 }, { u16: 300 }, ...flags);
}

/** A cell record of this id in a column counted from 1. */
export function cell(id: number, column: number, style: number, ...value: Field[]): number[] {
  return record(id, { u32: column - 1 }, { u32: style }, ...value);
}

export interface BinaryWorkbookSpec {
  /** Records of the only sheet. */
  sheet: readonly number[];
  strings?: readonly string[];
  /** Records of the shared strings instead. */
  stringRecords?: readonly number[];
  /** Codes, or ids of built-in formats, of cell formats 1, 2 …; format 0 is General. */
  formats?: readonly (string | number)[];
  is1904?: boolean;
  state?: number;
}

export function buildXlsb(spec: BinaryWorkbookSpec): Uint8Array {
  const { strings = [], formats = [], is1904 = false, state = 0 } = spec;
  const type = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const ids = formats.map((format, index) => (typeof format === "string" ? 164 + index : format));
  const styles = [
    ...formats.flatMap((format, index) =>
      typeof format === "string" ? record(44, { u16: 164 + index }, { text: format }) : [],
    ),
    ...record(626),
    // Styles of cell styles must not be taken for those of cells.
    ...record(47, { u16: 0xffff }, { u16: 14 }),
    ...record(627),
    ...record(617),
    ...[0, ...ids].flatMap((id) => record(47, { u16: 0 }, { u16: id }, { u32: 0 })),
    ...record(618),
  ];
  const workbook = [
    ...record(131),
    ...record(153, { u32: is1904 ? 1 : 0 }, { u32: 0 }, { text: "" }),
    ...record(156, { u32: state }, { u32: 1 }, { text: "rId1" }, { text: "Sheet1" }),
    ...record(132),
  ];
  return buildZip({
    parts: [
      {
        name: "_rels/.rels",
        data: relationships([
          { id: "rId1", type: `${type}/officeDocument`, target: "xl/workbook.bin" },
        ]),
      },
      {
        name: "xl/_rels/workbook.bin.rels",
        data: relationships([
          { id: "rId1", type: `${type}/worksheet`, target: "worksheets/sheet1.bin" },
          { id: "rId2", type: `${type}/styles`, target: "styles.bin" },
          { id: "rId3", type: `${type}/sharedStrings`, target: "sharedStrings.bin" },
        ]),
      },
      { name: "xl/workbook.bin", data: new Uint8Array(workbook) },
      { name: "xl/styles.bin", data: new Uint8Array(styles) },
      {
        name: "xl/sharedStrings.bin",
        data: new Uint8Array(
          spec.stringRecords ?? strings.flatMap((text) => record(19, { u8: 0 }, { text })),
        ),
      },
      { name: "xl/worksheets/sheet1.bin", data: new Uint8Array(spec.sheet) },
    ],
  });
}
