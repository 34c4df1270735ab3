// Follows the elements inside of one cell and hands their text on: what is a paragraph, what is part of
// it, and what is neither (annotations, notes, shapes, tables).
// Source: OpenDocument 1.3 part 3 §5.1 (paragraphs), §6.1 (their content), §10 (shapes).
import { parseIndex } from "../../codecs/sheets/numbers.ts";
import type { XmlScanner } from "../../codecs/xml-scanner.ts";
import { refuse, type SourceLocation } from "../../core/failure.ts";
import type { CellText } from "./cell-text.ts";
import { NAME } from "./vocabulary.ts";

const { p: P, h: H, s: S, c: C, tab: TAB } = NAME;
const LINE_BREAK = NAME["line-break"];

/** What holds paragraphs of the same cell. */
const CONTAINERS = new Set([
  NAME.list,
  NAME["list-item"],
  NAME["list-header"],
  NAME.section,
  NAME["numbered-paragraph"],
]);
/** What stands in a paragraph and is none of its text: notes, shapes, readings, scripts. */
const NO_TEXT = new Set([
  NAME.annotation,
  NAME.note,
  NAME["ruby-text"],
  NAME.script,
  NAME.table,
  NAME.frame,
  NAME.g,
  NAME.rect,
  NAME.line,
  NAME.polyline,
  NAME.polygon,
  NAME["regular-polygon"],
  NAME.path,
  NAME.circle,
  NAME.ellipse,
  NAME.connector,
  NAME.caption,
  NAME.measure,
  NAME.control,
  NAME["page-thumbnail"],
  NAME["custom-shape"],
  NAME.scene,
]);

/** Reader of what stands between the tags of a cell. */
export class CellContent {
  readonly #text: CellText;
  readonly #place: () => SourceLocation;
  /** Depth of the open paragraph; 0 for none. */
  #paragraphDepth = 0;

  /** @param place where the current cell is, for failures. */
  constructor(text: CellText, place: () => SourceLocation) {
    this.#text = text;
    this.#place = place;
  }

  /** @returns false when the element that has just started is to be passed over with all that it holds. */
  start(scanner: XmlScanner): boolean {
    const { name } = scanner;
    if (this.#paragraphDepth > 0) return this.#startInParagraph(scanner, name);
    if (name !== P && name !== H) return CONTAINERS.has(name);
    this.#paragraphDepth = scanner.depth;
    this.#text.beginParagraph();
    return true;
  }

  append({ text, textStart, textEnd }: XmlScanner): void {
    if (this.#paragraphDepth > 0) this.#text.append(text, textStart, textEnd);
  }

  /** @param depth of what is open after the element that has just ended. */
  end(depth: number): void {
    if (depth >= this.#paragraphDepth) return;
    this.#paragraphDepth = 0;
    this.#text.endParagraph();
  }

  #startInParagraph(scanner: XmlScanner, name: number): boolean {
    if (name === S) this.#text.spaces(this.#readSpaces(scanner));
    else if (name === TAB) this.#text.tab();
    else if (name === LINE_BREAK) this.#text.lineBreak();
    return !NO_TEXT.has(name);
  }

  /** `text:c`; one where it is absent. */
  #readSpaces(scanner: XmlScanner): number {
    let count = 1;
    while (scanner.nextAttribute()) {
      if (scanner.attribute !== C) continue;
      count = parseIndex(scanner.bytes, scanner.valueStart, scanner.valueEnd);
    }
    if (count >= 0) return count;
    return refuse({
      code: "corrupt_file",
      detail: "A run of spaces has no length, or one that no text can have.",
      at: this.#place(),
    });
  }
}
