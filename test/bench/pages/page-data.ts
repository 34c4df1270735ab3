// A ledger on pages, as a PDF. The size of these data sets is in pages; a page has 676 words,
// the first one a header besides: where it stands again, a file is warned about.
import { writeFile } from "node:fs/promises";
import { buildPdf } from "../../support/pdf/build-pdf.ts";
import { PageCanvas, type TextStyle } from "../../support/pdf/page-canvas.ts";
import type { DataSet } from "../data.ts";
import { randomIntegers } from "../random.ts";

const ROWS_PER_PAGE = 44;
const SEED = 20_250_228;
const [WIDTH, HEIGHT] = [842, 595];
const LEFT = 30;
const TOP = 50;
const PITCH = 11.4;
const TITLE = "Northwind Group, all companies, amounts in euro, not audited";
const BODY: TextStyle = { font: "Helvetica", size: 7 };
const BOLD: TextStyle = { font: "Helvetica-Bold", size: 7 };

interface Column {
  name: string;
  width: number;
  isAmount?: boolean;
}

const COLUMNS: readonly Column[] = [
  { name: "Entry", width: 50 },
  { name: "Date", width: 55 },
  { name: "Account", width: 45 },
  { name: "Description", width: 240 },
  { name: "Debit", width: 80, isAmount: true },
  { name: "Credit", width: 80, isAmount: true },
  { name: "Balance", width: 90, isAmount: true },
  { name: "Currency", width: 50 },
  { name: "Reference", width: 70 },
];

const PARTNERS = ["Northwind Traders", "Müller Söhne", "Café Señor", "Alder Logistics"];
const PURPOSES = ["Payment of invoice", "Accrual for order", "Refund for order", "Rent for unit"];

/** @param isRuled every cell stands in a frame; else nothing is drawn but text. */
export function pageLedger(isRuled: boolean): DataSet {
  return {
    facts: { format: "pdf" },
    smallestSize: 1,
    write: async (path, pages, onRow = () => undefined) => {
      const random = randomIntegers(SEED);
      let balance = 0;
      const contents: string[] = [];
      for (let page = 1; page <= pages; page += 1) {
        const rows: (string | null)[][] = [];
        for (let i = 0; i < ROWS_PER_PAGE; i += 1) {
          const cents = 1 + random(50_000_000);
          const isDebit = random(2) === 0;
          balance += isDebit ? cents : -cents;
          const id = (page - 1) * ROWS_PER_PAGE + i + 1;
          const row = [
            ...headOf(id, random),
            ...amountsOf(cents, isDebit, balance),
            ...tailOf(random),
          ];
          onRow(row);
          rows.push(row);
        }
        contents.push(drawPage(rows, page, pages, isRuled));
      }
      const bytes = buildPdf({
        isCompressed: true,
        pages: contents.map((content) => ({ content, width: WIDTH, height: HEIGHT })),
      });
      await writeFile(path, bytes);
      const rows = pages * ROWS_PER_PAGE;
      return { bytes: bytes.length, rows, cells: rows * COLUMNS.length };
    },
  };
}

type Random = (below: number) => number;

/** Dates go up with the entries, so that their order shows. */
function headOf(id: number, random: Random): string[] {
  const pick = (list: readonly string[]) => list[random(list.length)] ?? "";
  const day = new Date(Date.UTC(2025, 0, 1 + Math.floor(id / 64))).toISOString().slice(0, 10);
  const text = `${pick(PURPOSES)} ${100_000 + random(900_000)} to ${pick(PARTNERS)} Ltd`;
  return [`JE-${id}`, day, String(1000 + random(9000)), text];
}

function amountsOf(cents: number, isDebit: boolean, balance: number): (string | null)[] {
  const amount = written(cents);
  return [isDebit ? amount : null, isDebit ? null : amount, written(balance)];
}

function tailOf(random: Random): string[] {
  return ["EUR", `RF${10_000_000 + random(90_000_000)}`];
}

function written(cents: number): string {
  const size = Math.abs(cents);
  const whole = Math.trunc(size / 100).toLocaleString("en-US");
  const text = `${whole}.${String(size % 100).padStart(2, "0")}`;
  return cents < 0 ? `(${text})` : text;
}

function drawPage(
  rows: readonly (readonly (string | null)[])[],
  page: number,
  pages: number,
  isRuled: boolean,
): string {
  const canvas = new PageCanvas(HEIGHT);
  canvas.text(LEFT, 30, TITLE, BODY);
  const header = page === 1 ? [COLUMNS.map(({ name }) => name)] : [];
  for (const [index, cells] of [...header, ...rows].entries()) {
    const baseline = TOP + index * PITCH;
    let x = LEFT;
    for (const [column, { width, isAmount }] of COLUMNS.entries()) {
      const text = cells[column] ?? "";
      const style = index < header.length ? BOLD : BODY;
      if (text !== "" && isAmount === true) canvas.textRight(x + width - 4, baseline, text, style);
      else if (text !== "") canvas.text(x + 4, baseline, text, style);
      x += width;
    }
  }
  canvas.text(LEFT, HEIGHT - 15, `General ledger 2025, page ${page} of ${pages}`, BODY);
  if (isRuled) drawGrid(canvas, header.length + rows.length);
  return canvas.content();
}

function drawGrid(canvas: PageCanvas, rows: number): void {
  const top = TOP - 8.4;
  const bottom = top + rows * PITCH;
  const edges = [LEFT];
  for (const { width } of COLUMNS) edges.push((edges.at(-1) ?? 0) + width);
  for (let row = 0; row <= rows; row += 1) {
    canvas.line(LEFT, top + row * PITCH, edges.at(-1) ?? 0, top + row * PITCH);
  }
  for (const x of edges) canvas.line(x, top, x, bottom);
}
