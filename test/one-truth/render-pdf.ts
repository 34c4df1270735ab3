// The truth as pages: a running header with titles, the header of the table again on every page, page
// numbers below, carried forward and brought forward lines where a page ends within the table.
import { buildPdf, PAGE_HEIGHT, PAGE_WIDTH } from "../support/pdf/build-pdf.ts";
import { textWidth } from "../support/pdf/font-widths.ts";
import { PageCanvas, type TextStyle } from "../support/pdf/page-canvas.ts";
import type { Truth, TruthCell } from "./truth.ts";
import { writtenRow } from "./written.ts";

/** How a table is drawn: every cell in a frame, rules above and below the header and the end, or nothing. */
export type RuleStyle = "strokes" | "fills" | "horizontal" | "none";

interface Line {
  cells: readonly string[];
  top: number;
  height: number;
}

const BODY: TextStyle = { font: "Helvetica", size: 8 };
const BOLD: TextStyle = { font: "Helvetica-Bold", size: 8 };
const TITLE: TextStyle = { font: "Helvetica-Bold", size: 11 };
const SMALL: TextStyle = { font: "Helvetica", size: 7 };
const TITLE_TOP = 40;
const TABLE_TOP = 92;
const FOOTER_BASELINE = 815;
const BODY_END = 795;
const LEADING = 9.5;
/** Between a rule and the letters. */
const PADDING = 2.6;
const RULE = 0.6;

export interface RenderedPdf {
  bytes: Uint8Array;
  /** Texts of each page in the order in which they were drawn. */
  drawn: readonly (readonly string[])[];
}

/** Notes what it draws. */
class NotingCanvas extends PageCanvas {
  readonly drawn: string[] = [];

  override text(x: number, y: number, text: string, style: TextStyle): void {
    if (text === "") return;
    this.drawn.push(text);
    super.text(x, y, text, style);
  }
}

export function renderPdf(truth: Truth, style: RuleStyle): RenderedPdf {
  const pages = pageRows(truth).map((rows, index) => drawPage(truth, rows, index, style));
  return {
    bytes: buildPdf({
      isCompressed: true,
      pages: pages.map((page) => ({ content: page.content() })),
    }),
    drawn: pages.map(({ drawn }) => drawn),
  };
}

/** The rows of each page, with what is carried. */
function pageRows(truth: Truth): (readonly string[])[][] {
  const { rows, pages, carry } = truth;
  const perPage = Math.ceil(rows.length / pages);
  const carryRow = (label: string, row: number) => {
    const cells: TruthCell[] = [...carry.amounts(row)];
    cells[carry.column] = label;
    return writtenRow(cells, truth);
  };
  return Array.from({ length: pages }, (_, page) => {
    const [from, to] = [page * perPage, Math.min(rows.length, (page + 1) * perPage)];
    return [
      ...(page > 0 ? [carryRow(carry.begin, from)] : []),
      ...rows.slice(from, to).map((cells) => writtenRow(cells, truth)),
      ...(page < pages - 1 ? [carryRow(carry.end, to)] : []),
    ];
  });
}

function drawPage(
  truth: Truth,
  rows: readonly (readonly string[])[],
  page: number,
  style: RuleStyle,
): NotingCanvas {
  const canvas = new NotingCanvas(PAGE_HEIGHT);
  const left = leftOf(truth);
  for (const [index, line] of truth.title.entries()) {
    canvas.text(left, TITLE_TOP + index * 14, line, index === 0 ? TITLE : BODY);
  }
  const header: Line = {
    cells: truth.columns.map(({ name }) => name),
    top: TABLE_TOP,
    height: LEADING + 2 * PADDING,
  };
  drawLine(canvas, truth, header, BOLD);
  const lines: Line[] = [header];
  let top = header.top + header.height;
  for (const cells of rows) {
    const count = Math.max(...cells.map((cell) => cell.split("\n").length));
    const line = { cells, top, height: count * LEADING + 2 * PADDING };
    drawLine(canvas, truth, line, BODY);
    lines.push(line);
    top += line.height;
  }
  if (top > BODY_END) throw new Error(`page ${page + 1} ends at ${top}`);
  drawRules(canvas, truth, lines, style);
  canvas.text(left, FOOTER_BASELINE, "Printed 3 February 2026 by the accounting system", SMALL);
  const number = `Page ${page + 1} of ${truth.pages}`;
  canvas.textRight(PAGE_WIDTH - left, FOOTER_BASELINE, number, SMALL);
  return canvas;
}

function leftOf({ columns }: Truth): number {
  const width = columns.reduce((sum, column) => sum + column.width.points, 0);
  return (PAGE_WIDTH - width) / 2;
}

/** Left edges of the columns, and the right edge of the last. */
function edgesOf(truth: Truth): number[] {
  const edges = [leftOf(truth)];
  for (const { width } of truth.columns) edges.push((edges.at(-1) ?? 0) + width.points);
  return edges;
}

/** Figures end in one line; a closing parenthesis hangs over. */
function drawLine(canvas: PageCanvas, truth: Truth, line: Line, style: TextStyle): void {
  const edges = edgesOf(truth);
  const hanging = textWidth(")", style.font, style.size);
  for (const [index, { kind }] of truth.columns.entries()) {
    const [from = 0, to = 0] = edges.slice(index, index + 2);
    for (const [row, text] of (line.cells[index] ?? "").split("\n").entries()) {
      const baseline = line.top + PADDING + row * LEADING + style.size * 0.9;
      if (textWidth(text, style.font, style.size) > to - from - 4) {
        throw new Error(`column ${index + 1} is too narrow`);
      }
      if (kind === "amount") {
        const right = to - 4 - (text.endsWith(")") ? 0 : hanging);
        canvas.textRight(right, baseline, text, style);
      } else canvas.text(from + 3, baseline, text, style);
    }
  }
}

function drawRules(
  canvas: PageCanvas,
  truth: Truth,
  lines: readonly Line[],
  style: RuleStyle,
): void {
  if (style === "none") return;
  const edges = edgesOf(truth);
  const [left = 0, right = 0] = [edges[0], edges.at(-1)];
  const tops = lines.map(({ top }) => top);
  const last = lines.at(-1);
  const bottom = last === undefined ? 0 : last.top + last.height;
  const horizontal = (y: number) => {
    if (style === "fills") canvas.fill(left, y - RULE / 2, right - left, RULE);
    else canvas.line(left, y, right, y, RULE);
  };
  if (style === "horizontal") {
    for (const y of [tops[0] ?? 0, tops[1] ?? 0, bottom]) horizontal(y);
    return;
  }
  for (const y of [...tops, bottom]) horizontal(y);
  const top = tops[0] ?? 0;
  for (const x of edges) {
    // Word processors draw the rules of every row by themselves.
    if (style === "strokes") canvas.line(x, top, x, bottom, RULE);
    else {
      for (const line of lines) canvas.fill(x - RULE / 2, line.top, RULE, line.height);
    }
  }
}
