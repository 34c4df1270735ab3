// A row of a workbook as tools give it, as a line of JSON.

/** @param cells dates as `Date`, without a time of day. */
export function line(cells: readonly unknown[]): string {
  return `${JSON.stringify(cells.map(plain))}\n`;
}

function plain(cell: unknown): unknown {
  return cell instanceof Date ? cell.toISOString().slice(0, 10) : cell;
}
