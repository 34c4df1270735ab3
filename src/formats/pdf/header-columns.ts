// Names that stand beside their column: set to the left above figures that end at the right, or the
// other way round. A column of nothing but a name goes with the one beside it that has none.
import { joinColumns } from "./joined-columns.ts";
import type { PageTable } from "./table.ts";

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
