// Small pieces of Markdown for the generated pages.

/** Stands at the top of every generated page. */
const GENERATED_NOTE =
  "<!-- Generated from the code by `npm run docs`. Changes made here are lost. -->";

function line(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll("|", String.raw`\|`)).join(" | ")} |`;
}

/** @returns a table; a bar in a cell is escaped. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

export function code(text: string): string {
  return `\`${text}\``;
}

/** @returns paragraphs with a blank line between them and one line break at the end. */
export function page(...blocks: readonly string[]): string {
  return `${[GENERATED_NOTE, ...blocks].join("\n\n")}\n`;
}

/** `1 048 576`: digits in groups, with a plain blank so that a search finds them. */
export function grouped(value: number): string {
  return String(value).replaceAll(/\B(?=(?:\d{3})+$)/g, " ");
}
