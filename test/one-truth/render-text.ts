// The truth as delimited text and as lines of fixed width.
import type { Truth } from "./truth.ts";
import { writtenRow } from "./written.ts";

function toBytes(lines: readonly string[]): Uint8Array {
  return new TextEncoder().encode(`${lines.join("\r\n")}\r\n`);
}

function delimited(truth: Truth, delimiter: string): Uint8Array {
  const field = (text: string) =>
    /["\n]/.test(text) || text.includes(delimiter) ? `"${text.replaceAll('"', '""')}"` : text;
  const records = [truth.columns.map(({ name }) => name), ...bodyOf(truth)];
  const title = truth.title.map((line) => field(line));
  return toBytes([...title, "", ...records.map((cells) => cells.map(field).join(delimiter))]);
}

function bodyOf(truth: Truth): string[][] {
  return truth.rows.map((cells) => writtenRow(cells, truth));
}

export function renderCsv(truth: Truth): Uint8Array {
  return delimited(truth, ",");
}

export function renderTsv(truth: Truth): Uint8Array {
  return delimited(truth, "\t");
}

/** Amounts to the right, with room for a closing parenthesis; the lines of a cell joined. */
function fixedWidthLine(cells: readonly string[], { columns }: Truth): string {
  const fields = columns.map(({ kind, width: { characters } }, index) => {
    const text = (cells[index] ?? "").replaceAll("\n", " ");
    if (text.length >= characters) throw new Error(`${characters} characters are too few`);
    if (kind !== "amount") return text.padEnd(characters);
    const hanging = text.endsWith(")") ? text : `${text} `;
    return hanging.padStart(characters);
  });
  return fields.join("").trimEnd();
}

export function renderFixedWidth(truth: Truth): Uint8Array {
  const names = truth.columns.map(({ name }) => name);
  const lines = [names, ...bodyOf(truth)].map((cells) => fixedWidthLine(cells, truth));
  return toBytes([...truth.title, "", ...lines]);
}

/** As a line printer has it: titles and header again on every page, behind a form feed. */
export function renderFixedWidthPages(truth: Truth): Uint8Array {
  const body = bodyOf(truth).map((cells) => fixedWidthLine(cells, truth));
  const header = fixedWidthLine(
    truth.columns.map(({ name }) => name),
    truth,
  );
  const perPage = Math.ceil(body.length / truth.pages);
  const pages = Array.from({ length: truth.pages }, (_, page) => [
    ...truth.title.map((line, index) => (page > 0 && index === 0 ? `\f${line}` : line)),
    `Page ${page + 1} of ${truth.pages}`,
    "",
    header,
    "-".repeat(header.length),
    ...body.slice(page * perPage, (page + 1) * perPage),
  ]);
  return toBytes(pages.flat());
}
