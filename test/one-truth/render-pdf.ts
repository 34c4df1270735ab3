// The truth as pages: a running header with titles, the header of the table again on every page, page
// numbers below, carried forward and brought forward lines where a page ends within the table.
import { buildPdf, PAGE_HEIGHT, PAGE_WIDTH, type PageSpec } from "../support/pdf/build-pdf.ts";
import { textWidth } from "../support/pdf/font-widths.ts";
import { PageCanvas, type TextStyle } from "../support/pdf/page-canvas.ts";
import type { PdfFileSpec } from "../support/pdf/pdf-file.ts";
import type { Truth, TruthCell } from "./truth.ts";
import { writtenRow } from "./written.ts";

/** How a table is drawn: every cell in a frame, rules above and below the header and the end, or nothing. */
export type RuleStyle = "strokes" | "fills" | "horizontal" | "none";

/** Everything about the pages that must not change their rows. */
export interface PageLook {
  rules: RuleStyle;
  font?: "Helvetica" | "Times-Roman" | "Courier";
  /** Every letter is placed by itself, as some programs print. */
  hasSingleLetters?: boolean;
  /** Bold letters are drawn twice, a little apart. */
  hasFakeBold?: boolean;
  /** Columns are as wide as what stands in them. */
  isTight?: boolean;
  /** By which the page is turned for display. */
  turn?: 90 | 180 | 270;
  /** The page is larger than what is shown of it, and has text outside. */
  isCropped?: boolean;
  file?: PdfFileSpec;
}

interface Line {
  cells: readonly string[];
  top: number;
  height: number;
}

const TITLE: TextStyle = { font: "Helvetica-Bold", size: 11 };
const SMALL: TextStyle = { font: "Helvetica", size: 7 };
const FONT_SIZE = 8;
/** Its letters are wide. */
const COURIER_SIZE = 6.2;
const FAKE_BOLD_SHIFT = 0.25;
/** Beside the widest text of a tight column: less than two thirds of the letters' size. */
const TIGHT_ROOM = 7.2;
const TITLE_TOP = 40;
const TABLE_TOP = 92;
const FOOTER_BASELINE = 815;
const BODY_END = 795;
/** From line to line, and between a rule and the letters, of the font size. */
const LEADING = 1.19;
const PADDING = 0.32;
const RULE = 0.6;

export interface RenderedPdf {
  bytes: Uint8Array;
  /** Texts of each page in the order in which they were drawn. */
  drawn: readonly (readonly string[])[];
}

/** Notes what it draws. */
class NotingCanvas extends PageCanvas {
  readonly drawn: string[] = [];
  readonly #look: PageLook;

  constructor(look: PageLook) {
    super(PAGE_HEIGHT);
    this.#look = look;
  }

  override text(x: number, y: number, text: string, style: TextStyle): void {
    if (text === "") return;
    this.drawn.push(text);
    this.#draw(x, y, text, style);
    const isBold = style.font === "Helvetica-Bold";
    if (isBold && this.#look.hasFakeBold === true) this.#draw(x + FAKE_BOLD_SHIFT, y, text, style);
  }

  #draw(x: number, y: number, text: string, style: TextStyle): void {
    if (this.#look.hasSingleLetters !== true) {
      super.text(x, y, text, style);
      return;
    }
    for (const [index, letter] of [...text].entries()) {
      if (letter === " ") continue;
      const before = textWidth([...text].slice(0, index).join(""), style.font, style.size);
      super.text(x + before, y, letter, style);
    }
  }
}

export function renderPdf(original: Truth, look: PageLook): RenderedPdf {
  const truth = look.isTight === true ? tightened(original, look) : original;
  const pages = pageRows(truth).map((rows, index) => drawPage(truth, rows, index, look));
  return {
    bytes: buildPdf({
      isCompressed: true,
      ...look.file,
      pages: pages.map((page) => layPage(page.content(), look)),
    }),
    drawn: pages.map(({ drawn }) => drawn),
  };
}

function bodyStyle({ font = "Helvetica" }: PageLook): TextStyle {
  return { font, size: font === "Courier" ? COURIER_SIZE : FONT_SIZE };
}

function boldStyle(look: PageLook): TextStyle {
  return { font: "Helvetica-Bold", size: bodyStyle(look).size };
}

function tightened(truth: Truth, look: PageLook): Truth {
  const body = pageRows(truth).flat();
  const { font, size } = bodyStyle(look);
  const columns = truth.columns.map((column, index) => {
    const texts = body.flatMap((cells) => (cells[index] ?? "").split("\n"));
    const widths = texts.map((text) => textWidth(text, font, size));
    const { font: bold } = boldStyle(look);
    const points = Math.max(textWidth(column.name, bold, size), ...widths) + TIGHT_ROOM;
    return { ...column, width: { ...column.width, points } };
  });
  return { ...truth, columns };
}

/** Turns what is shown into the space of the page (ISO 32000-1, 8.3.4 and table 30, Rotate). */
function layPage(content: string, { turn, isCropped }: PageLook): PageSpec {
  if (turn !== undefined) {
    const matrix = {
      90: `0 1 -1 0 ${PAGE_HEIGHT} 0`,
      180: `-1 0 0 -1 ${PAGE_WIDTH} ${PAGE_HEIGHT}`,
      270: `0 -1 1 0 0 ${PAGE_WIDTH}`,
    }[turn];
    const isSideways = turn !== 180;
    return {
      content: `${matrix} cm\n${content}`,
      width: isSideways ? PAGE_HEIGHT : PAGE_WIDTH,
      height: isSideways ? PAGE_WIDTH : PAGE_HEIGHT,
      entries: { Rotate: turn },
    };
  }
  if (isCropped !== true) return { content };
  const [x, y] = [-37, 61];
  const outside = new PageCanvas(PAGE_HEIGHT);
  const style = { font: "Helvetica", size: FONT_SIZE } as const;
  outside.text(60, -20, "Proof 31/01/2025", style);
  outside.text(300, -20, "1,234.50", style);
  return {
    content: `1 0 0 1 ${x} ${y} cm\n${outside.content()}\n${content}`,
    entries: {
      MediaBox: [x - 50, y - 50, x + PAGE_WIDTH + 50, y + PAGE_HEIGHT + 50],
      CropBox: [x, y, x + PAGE_WIDTH, y + PAGE_HEIGHT],
    },
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
  look: PageLook,
): NotingCanvas {
  const canvas = new NotingCanvas(look);
  const [body, bold] = [bodyStyle(look), boldStyle(look)];
  const left = leftOf(truth);
  for (const [index, line] of truth.title.entries()) {
    canvas.text(left, TITLE_TOP + index * 14, line, index === 0 ? TITLE : body);
  }
  const header: Line = {
    cells: truth.columns.map(({ name }) => name),
    top: TABLE_TOP,
    height: heightOf(1, bold),
  };
  drawLine(canvas, truth, header, bold);
  const lines: Line[] = [header];
  let top = header.top + header.height;
  for (const cells of rows) {
    const count = Math.max(...cells.map((cell) => cell.split("\n").length));
    const line = { cells, top, height: heightOf(count, body) };
    drawLine(canvas, truth, line, body);
    lines.push(line);
    top += line.height;
  }
  if (top > BODY_END) throw new Error(`page ${page + 1} ends at ${top}`);
  drawRules(canvas, truth, lines, look.rules);
  canvas.text(left, FOOTER_BASELINE, "Printed 3 February 2026 by the accounting system", SMALL);
  const number = `Page ${page + 1} of ${truth.pages}`;
  canvas.textRight(PAGE_WIDTH - left, FOOTER_BASELINE, number, SMALL);
  return canvas;
}

function heightOf(lines: number, { size }: TextStyle): number {
  return size * (lines * LEADING + 2 * PADDING);
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
      const baseline = line.top + style.size * (PADDING + row * LEADING + 0.9);
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
