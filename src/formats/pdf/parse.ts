// Entry of the pdf parser: pages one after the other, their tables, rows out.
// Source: ISO 32000-1; design section on PDF tables; design contract for tables, cells and failures.
import { HeaderedTable } from "../../codecs/headered-table.ts";
import { refuse } from "../../core/failure.ts";
import type { FormatParser } from "../../core/format.ts";
import { openDocument } from "./document.ts";
import { findPageTables } from "./page-tables.ts";

export const parse: FormatParser = async (input, sink, context) => {
  if (input.access !== "buffer") throw new TypeError("a document has to be at hand whole");
  if (input.bytes.length === 0) refuse({ code: "empty_file", detail: "The file has no bytes." });
  const document = await openDocument(input.bytes);
  let found = 0;
  try {
    for (let number = 1; number <= document.pageCount; number += 1) {
      const page = await document.readPage(number);
      for (const table of findPageTables(page)) {
        found += 1;
        const out = new HeaderedTable(sink, { header: context.options.header, name: null, meta: { pages: [number], kind: table.kind }, warnsRagged: false });
        for (const [index, row] of table.rows.entries()) out.row(index + 1, row.cells);
        out.end();
      }
      const room = sink.ready();
      if (room !== null) await room;
      if (context.shouldStop()) return;
    }
  } finally {
    await document.close();
  }
  if (found === 0) refuse({ code: "no_table_found", detail: "No page holds a table." });
};
