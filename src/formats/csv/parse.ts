// Reads comma-separated values, and what goes by that name with another delimiter (README.md).
import { readDelimitedTable } from "../../codecs/delimited-table.ts";
import type { FormatParser } from "../../core/format.ts";

/** The extension of tab-separated text is a hint only: the content decides. */
const TAB_EXTENSIONS = new Set([".tsv", ".tab"]);

/**
 * Pushes one table, its rows numbered by physical line and its cells as text.
 * Fails with: the codes of `readDelimitedTable`.
 */
export const parse: FormatParser = (input, sink, context) => {
  const isNamedTab = TAB_EXTENSIONS.has(context.extension ?? "");
  return readDelimitedTable(input, sink, context, isNamedTab ? "\t" : null);
};
