// Names that stand beside their column: set to the left above figures that end at the right, or the
// other way round. A column of nothing but a name goes with the one beside it that has none.
import type { PageTable, TableRow } from "./table.ts";

/** Room between a name and its column, in points. */
const MAX_ROOM = 12;

/** @returns the table with such columns joined. */
export function withNamesAbove(table: PageTable): PageTable {
  const { headerRows, rows } = table;
  if (headerRows === 0) return table;
  let joined = table;
  for (let column = table.columns.length - 1; column > 0; column -= 1) {
    const [left, right] = [column - 1, column].map((at) => ({
      hasName: rows.slice(0, headerRows).some(({ cells }) => (cells[at] ?? null) !== null),
      hasBody: rows.slice(headerRows).some(({ cells }) => (cells[at] ?? null) !== null),
      extent: table.columns[at],
    }));
    if (left?.extent === undefined || right?.extent === undefined) continue;
    const isPair =
      left.hasName !== right.hasName &&
      left.hasBody !== right.hasBody &&
      left.hasName !== left.hasBody &&
      right.extent.x0 - left.extent.x1 <= MAX_ROOM;
    if (!isPair) continue;
    joined = joinColumns(joined, column - 1);
    column -= 1;
  }
  return joined;
}

function joinColumns(table: PageTable, left: number): PageTable {
  const columns = table.columns.flatMap((extent, index) => {
    if (index === left + 1) return [];
    const next = table.columns[left + 1];
    return index === left && next !== undefined ? [{ x0: extent.x0, x1: next.x1 }] : [extent];
  });
  const rows = table.rows.map((row): TableRow => {
    const cells = row.cells.filter((_, index) => index !== left + 1);
    cells[left] = row.cells[left] ?? row.cells[left + 1] ?? null;
    const spans = new Map(
      [...(row.spans ?? [])].map(([at, span]) => [at > left ? at - 1 : at, span] as const),
    );
    const { x0, x1, top, bottom } = row;
    return { x0, x1, top, bottom, cells, ...(spans.size > 0 && { spans }) };
  });
  return { ...table, columns, rows };
}
