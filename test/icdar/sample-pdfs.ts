// The documents of the sample, whose truth was written by hand into sample/.
import { buildPdf, PAGE_HEIGHT } from "../support/pdf/build-pdf.ts";
import { PageCanvas } from "../support/pdf/page-canvas.ts";

const BODY = { font: "Helvetica", size: 10 } as const;
const BOLD = { font: "Helvetica-Bold", size: 10 } as const;

/** By name, without the extension. */
export const SAMPLE_PDFS: ReadonlyMap<string, () => Uint8Array> = new Map([
  ["ruled", ruled],
  ["over-two-pages", overTwoPages],
]);

/** Lines of text, and a grid whose first row has one cell over two columns. */
function ruled(): Uint8Array {
  const canvas = new PageCanvas(PAGE_HEIGHT);
  canvas.text(
    72,
    80,
    "Assets moved between the years as the table below shows, by class of asset.",
    BODY,
  );
  canvas.text(72, 94, "Figures are in thousands; those in parentheses are negative.", BODY);
  const [left, middle, second, right] = [100, 260, 350, 440] as const;
  const rows = [
    ["Land and buildings", "1,200", "1,350"],
    ["Plant", "640", "(85)"],
    ["Total", "1,840", "1,265"],
  ] as const;
  const top = 120;
  const pitch = 20;
  for (let line = 0; line <= rows.length + 2; line += 1) {
    const y = top + line * pitch;
    canvas.line(line === 1 ? middle : left, y, right, y);
  }
  const bottom = top + (rows.length + 2) * pitch;
  for (const x of [left, middle, right]) canvas.line(x, top, x, bottom);
  canvas.line(second, top + pitch, second, bottom);
  canvas.text(left + 4, top + 14, "Class", BOLD);
  canvas.textCentred((middle + right) / 2, top + 14, "At 31 December", BOLD);
  canvas.text(middle + 4, top + pitch + 14, "2024", BOLD);
  canvas.text(second + 4, top + pitch + 14, "2025", BOLD);
  for (const [index, [name, before, after]] of rows.entries()) {
    const y = top + (index + 2) * pitch + 14;
    canvas.text(left + 4, y, name, BODY);
    canvas.textRight(second - 6, y, before, BODY);
    canvas.textRight(right - 6, y, after, BODY);
  }
  canvas.text(72, 260, "No other class of asset is held.", BODY);
  return buildPdf({ pages: [{ content: canvas.content() }] });
}

/** A table without rules, its header on both pages. */
function overTwoPages(): Uint8Array {
  const pages = [
    [
      ["02/01/2025", "Opening entry", "500.00"],
      ["09/01/2025", "Stationery", "(12.40)"],
      ["17/01/2025", "Rent for January", "(250.00)"],
    ],
    [
      ["03/02/2025", "Fees received", "1,080.25"],
      ["28/02/2025", "Bank charges", "(7.10)"],
    ],
  ] as const;
  return buildPdf({
    pages: pages.map((rows, index) => {
      const canvas = new PageCanvas(PAGE_HEIGHT);
      canvas.text(72, 60, "Cash book 2025", BOLD);
      for (const [place, [date, text, amount]] of [
        ["Date", "Text", "Amount"] as const,
        ...rows,
      ].entries()) {
        const y = 100 + place * 18;
        const style = place === 0 ? BOLD : BODY;
        canvas.text(72, y, date, style);
        canvas.text(170, y, text, style);
        canvas.textRight(400, y, amount, style);
      }
      canvas.text(280, 800, `Page ${index + 1} of 2`, BODY);
      return { content: canvas.content() };
    }),
  });
}
