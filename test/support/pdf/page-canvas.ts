// The content stream of a page (ISO 32000-1, 8.5 and 9.4): text at exact places, rules as strokes and as
// thin fills. Lengths are points; `y` goes down from the upper edge, as a page is read.
import { textWidth, winAnsi, type StandardFont } from "./font-widths.ts";
import { numeral } from "./pdf-values.ts";

export interface TextStyle {
  font: StandardFont;
  size: number;
}

/** Names of the fonts in the resources of a page. */
export const FONT_NAMES: Readonly<Record<StandardFont, string>> = {
  Helvetica: "F1",
  "Helvetica-Bold": "F2",
  "Times-Roman": "F3",
  Courier: "F4",
};

function hexText(codes: readonly number[]): string {
  return `<${Buffer.from(codes).toString("hex")}>`;
}

export class PageCanvas {
  readonly height: number;
  readonly #operators: string[] = [];

  constructor(height: number) {
    this.height = height;
  }

  /** @param y of the baseline. */
  text(x: number, y: number, text: string, { font, size }: TextStyle): void {
    const place = this.#figures(x, this.height - y);
    this.raw(
      `BT /${FONT_NAMES[font]} ${numeral(size)} Tf ${place} Td ${hexText(winAnsi(text))} Tj ET`,
    );
  }

  /** @param right where the text ends. */
  textRight(right: number, y: number, text: string, style: TextStyle): void {
    this.text(right - textWidth(text, style.font, style.size), y, text, style);
  }

  textCentred(centre: number, y: number, text: string, style: TextStyle): void {
    this.text(centre - textWidth(text, style.font, style.size) / 2, y, text, style);
  }

  /** A rule as a stroke. */
  line(x1: number, y1: number, x2: number, y2: number, width = 0.5): void {
    const [from, to] = [this.#figures(x1, this.height - y1), this.#figures(x2, this.height - y2)];
    this.raw(`${numeral(width)} w ${from} m ${to} l S`);
  }

  /** A filled rectangle; a thin one is a rule, as word processors draw them. */
  fill(x: number, y: number, width: number, height: number, grey = 0): void {
    const place = this.#figures(x, this.height - y - height, width, height);
    this.raw(`q ${numeral(grey)} g ${place} re f Q`);
  }

  /** A rectangle whose edges are strokes. */
  frame(x: number, y: number, width: number, height: number): void {
    this.raw(`${this.#figures(x, this.height - y - height, width, height)} re S`);
  }

  raw(operators: string): void {
    this.#operators.push(operators);
  }

  content(): string {
    return this.#operators.join("\n");
  }

  #figures(...values: readonly number[]): string {
    return values.map(numeral).join(" ");
  }
}
