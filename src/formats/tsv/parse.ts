// Reads tab-separated values, and text files with any other delimiter (README.md).
import { readDelimitedTable } from "../../codecs/delimited-table.ts";
import type { FormatParser } from "../../core/format.ts";

/** Names that promise no delimiter; all others of this format promise the tab. */
const OPEN_EXTENSIONS = new Set([".txt", ".prn", ".csv"]);

/**
 * Pushes one table, its rows numbered by physical line and its cells as text.
 * Fails with: the codes of `readDelimitedTable`.
 */
export const parse: FormatParser = (input, sink, context) => {
  const isOpen = OPEN_EXTENSIONS.has(context.extension ?? "");
  return readDelimitedTable(input, sink, context, isOpen ? null : "\t");
};
