// Results as Markdown: the same on the terminal and in docs/benchmarks.md.
import { readFile, writeFile } from "node:fs/promises";

export interface Section {
  title: string;
  /** What was measured on, in a sentence. */
  input: string;
  columns: readonly string[];
  rows: readonly (readonly string[])[];
  targets: readonly Target[];
}

/** A figure that must not pass a bound, or must reach it. */
export interface Target {
  what: string;
  found: number;
  bound: number;
  isFloor?: boolean;
  show: (value: number) => string;
}

export const isMet = ({ found, bound, isFloor = false }: Target): boolean =>
  isFloor ? found >= bound : found <= bound;

/** A cost that must not be more than a share of another. */
export function share(what: string, found: number, bound: number): Target {
  return { what, found, bound, show: (value) => value.toFixed(3) };
}

export function memoryGrowth(what: string, bytes: number, maxMegabytes: number): Target {
  const show = (value: number) => `${value.toFixed(0)} MB`;
  return { what, found: bytes / 1e6, bound: maxMegabytes, show };
}

export function renderSection(section: Section): string {
  const { title, input, columns, rows, targets } = section;
  const parts = [`### ${title}`, input, renderTable(columns, rows)];
  if (targets.length > 0) {
    const met = targets.map((target) => [
      target.what,
      target.show(target.found),
      `${target.isFloor === true ? "≥" : "≤"} ${target.show(target.bound)}`,
      isMet(target) ? "yes" : "**no**",
    ]);
    parts.push(renderTable(["Target", "Found", "Asked", "Met"], met));
  }
  return parts.join("\n\n");
}

/** Figures stand to the right, the first column to the left. */
function renderTable(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map((column, i) =>
    Math.max(column.length, ...rows.map((row) => (row[i] ?? "").length)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join(" | ")} |`;
  const rule = widths.map((width, i) =>
    i === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`,
  );
  return [line(columns), line(rule), ...rows.map(line)].join("\n");
}

/**
 * Puts a result between the marks that bear its name, or at the end of the page when there are none.
 * @param name suite and case.
 */
export async function writeResult(page: string, name: string, markdown: string): Promise<void> {
  const [begin, end] = [`<!-- result ${name} -->`, `<!-- end ${name} -->`];
  const text = await readFile(page, "utf8");
  const block = `${begin}\n\n${markdown}\n\n${end}`;
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  const changed =
    from === -1 || to === -1
      ? `${text.trimEnd()}\n\n${block}\n`
      : text.slice(0, from) + block + text.slice(to + end.length);
  await writeFile(page, changed);
}
