// The truth as workbooks: dates and amounts are what spreadsheets make of them, codes are text.
import { buildOds, cell, row as odsRow, STYLES, text as odsText } from "../support/build-ods.ts";
import { buildXls, labelSst, number as xlsNumber, type Bytes } from "../support/build-xls.ts";
import { buildXlsx } from "../support/build-xlsx.ts";
import type { Truth, TruthCell } from "./truth.ts";
import { decimal, written } from "./written.ts";

const DATE_FORMAT = "dd/mm/yyyy";
const AMOUNT_FORMAT = "#,##0.00;(#,##0.00)";
/** Places of the formats above among the cell formats of a workbook. */
const [DATE_STYLE, AMOUNT_STYLE] = [1, 2];
const DAY_MS = 86_400_000;
const SERIAL_EPOCH = Date.UTC(1899, 11, 30);

interface Placed {
  cell: TruthCell;
  column: Truth["columns"][number];
}

const TEXT_COLUMN = { name: "", kind: "text", width: { points: 0, characters: 0 } } as const;

/** All rows of the sheet with what stands above them; blank cells are left out by the writers. */
function sheetRows(truth: Truth): Placed[][] {
  const asText = (cells: readonly string[]) =>
    cells.map((item) => ({ cell: item, column: TEXT_COLUMN }));
  return [
    ...truth.title.map((line) => asText([line])),
    [],
    asText(truth.columns.map(({ name }) => name)),
    ...truth.rows.map((cells) =>
      truth.columns.map((column, index) => ({ cell: cells[index] ?? null, column })),
    ),
  ];
}

function serial(isoDate: string): number {
  return (Date.parse(`${isoDate}T00:00:00Z`) - SERIAL_EPOCH) / DAY_MS;
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

function columnName(index: number): string {
  return String.fromCharCode(0x41 + index);
}

export function renderXlsx(truth: Truth): Uint8Array {
  const strings = new Map<string, number>();
  const data = sheetRows(truth).map((cells, rowIndex) => {
    const inner = cells.map(({ cell: value, column: { kind } }, index) => {
      if (value === null) return "";
      const ref = `${columnName(index)}${rowIndex + 1}`;
      if (kind === "date")
        return `<c r="${ref}" s="${DATE_STYLE}"><v>${serial(String(value))}</v></c>`;
      if (kind === "amount") {
        return `<c r="${ref}" s="${AMOUNT_STYLE}"><v>${decimal(Number(value))}</v></c>`;
      }
      const string = strings.get(String(value)) ?? strings.size;
      strings.set(String(value), string);
      return `<c r="${ref}" t="s"><v>${string}</v></c>`;
    });
    return `<row r="${rowIndex + 1}">${inner.join("")}</row>`;
  });
  return buildXlsx({
    sheets: [{ name: truth.id, data: data.join("") }],
    strings: [...strings.keys()].map(
      (string) => `<t xml:space="preserve">${escapeXml(string)}</t>`,
    ),
    formats: [DATE_FORMAT, AMOUNT_FORMAT],
  });
}

export function renderXls(truth: Truth): Uint8Array {
  const strings = new Map<string, number>();
  const records = sheetRows(truth).flatMap((cells, rowIndex) =>
    cells.flatMap(({ cell: value, column: { kind } }, index): Bytes[] => {
      if (value === null) return [];
      if (kind === "date") return [xlsNumber(rowIndex, index, serial(String(value)), DATE_STYLE)];
      if (kind === "amount") return [xlsNumber(rowIndex, index, Number(value) / 100, AMOUNT_STYLE)];
      const string = strings.get(String(value)) ?? strings.size;
      strings.set(String(value), string);
      return [labelSst(rowIndex, index, string)];
    }),
  );
  return buildXls({
    sheets: [{ name: truth.id, records }],
    strings: [...strings.keys()],
    formats: [DATE_FORMAT, AMOUNT_FORMAT],
  });
}

export function renderOds(truth: Truth): Uint8Array {
  const data = sheetRows(truth).map((cells) =>
    odsRow(
      cells
        .map(({ cell: value, column }) => {
          if (value === null) return cell("");
          const shown = `<text:p>${written(value, column)}</text:p>`;
          if (column.kind === "date") {
            const style = 'table:style-name="date"';
            return cell(`${style} office:value-type="date" office:date-value="${value}"`, shown);
          }
          if (column.kind === "amount") {
            const attributes = `table:style-name="amount" office:value-type="float" office:value="${decimal(Number(value))}"`;
            return cell(attributes, shown);
          }
          return odsText(escapeXml(String(value)).replaceAll("\n", "</text:p><text:p>"));
        })
        .join(""),
    ),
  );
  return buildOds({ tables: [{ name: truth.id, data: data.join("") }], automatic: STYLES });
}
