// Entry of the OFX parser: text, then elements, then statements as tables, while the file arrives.
// Source: OFX 1.6 (SGML), OFX 2.3 (XML); README.md for what banks make of it.
import { sliceSource } from "../../core/byte-source.ts";
import { refuse } from "../../core/failure.ts";
import type { FormatParser, ParseContext } from "../../core/format.ts";
import type { RowSink } from "../../core/records.ts";
import { KIB } from "../../core/units.ts";
import { OfxDocument } from "./document.ts";
import { OfxText } from "./text.ts";

/** Text that is read before the sink is asked for room. */
const STEP_BYTES = 64 * KIB;
const PIECE_BYTES = 256 * KIB;

/**
 * Reads an .ofx, .qbo or .qfx file: a table for each list of each statement, its rows numbered from 1.
 * Fails with: `empty_file`, `undecodable_text`, `invalid_option`, `xml_unsafe`, `corrupt_file`,
 * `truncated_file`, `cell_too_long`, `expansion_limit`, `no_statement`, `sheet_not_found`, and what
 * the sink fails with.
 */
export const parse: FormatParser = async (input, sink, context) => {
  const source = input.access === "stream" ? input.source : sliceSource(input.bytes, PIECE_BYTES);
  const text = new OfxText(source, context.options.encoding);
  let document: OfxDocument | null = null;
  let isBlank = true;
  for (let isLast = false; !isLast;) {
    const piece = await text.read(document?.reader.tokenizer.offset ?? 0);
    isLast = text.isLast;
    document ??= new OfxDocument(sink, context, text);
    for (const { byte } of piece.mends) {
      const message = "A byte that is not UTF-8 was read as windows-1252.";
      document.warnings.add("mixed_encoding", message, { byte });
    }
    isBlank &&= isBlankText(piece.text);
    document.reader.tokenizer.push(piece.text);
    if (isLast) document.reader.tokenizer.finish();
    if (!(await readPiece(document, sink, context))) return;
  }
  if (document === null) throw new Error("a file has at least one piece");
  if (isBlank) refuse({ code: "empty_file", detail: "The file has no text." });
  refuseUnfinished(document);
  document.tables.finish();
  if (document.tables.allRows > 0) return;
  document.warnings.add("no_rows", "No statement of the file has a transaction.");
};

/** @returns false when the parse is over: the sink is full, or it has to stop. */
async function readPiece(
  { reader, tables }: OfxDocument,
  sink: RowSink,
  context: ParseContext,
): Promise<boolean> {
  for (let hasMore = true; hasMore;) {
    if (context.shouldStop()) return false;
    hasMore = reader.read(STEP_BYTES) === "more";
    if (sink.isFull) {
      tables.release();
      return false;
    }
    const room = sink.ready();
    if (room !== null) await room;
  }
  return true;
}

/** Fails with: `truncated_file`, `no_statement`. */
function refuseUnfinished({ reader, statements, errorCode, tables }: OfxDocument): void {
  if (reader.depth > 0) {
    refuse({
      code: "truncated_file",
      detail: `The file ends within ${reader.path}${statements > 0 ? ` (statement ${statements})` : ""}.`,
      at: reader.tokenizer.place(),
    });
  }
  if (statements > 0 || tables.allRows > 0) return;
  const why = !reader.hasElements
    ? "The file has no element of OFX."
    : errorCode === null
      ? "The file has no statement."
      : `The file has no statement; the bank's status code is ${errorCode}.`;
  refuse({ code: "no_statement", detail: why });
}

function isBlankText(text: Uint8Array): boolean {
  return text.every((byte) => byte <= 0x20);
}
