// Reads the common styles of a package. Its automatic styles belong to page headers and have names
// that the content uses for others.
// Source: OpenDocument 1.3 part 3 §3.1.3.3 (office:document-styles).
import type { PartReader } from "../../codecs/xml-part.ts";
import { XML_MORE, XML_START, XmlScanner } from "../../codecs/xml-scanner.ts";
import type { ParseLimits } from "../../core/limits.ts";
import type { CellStyles } from "./cell-styles.ts";
import { NAME, VOCABULARY } from "./vocabulary.ts";

/** Depth of the containers; what they hold is one deeper. */
const CONTAINER_DEPTH = 2;

/** Reader of `styles.xml`. */
export class StylesPartReader implements PartReader {
  readonly scanner: XmlScanner;
  readonly #styles: CellStyles;
  #isInStyles = false;

  constructor(part: string, styles: CellStyles, limits: ParseLimits) {
    this.scanner = new XmlScanner(VOCABULARY, part, limits);
    this.#styles = styles;
  }

  drain(): void {
    const { scanner } = this;
    for (let event = scanner.next(); event !== XML_MORE; event = scanner.next()) {
      if (event !== XML_START) continue;
      const { depth } = scanner;
      if (depth === CONTAINER_DEPTH) this.#isInStyles = scanner.name === NAME.styles;
      else if (this.#isInStyles && depth > CONTAINER_DEPTH) {
        this.#styles.add(scanner, depth - CONTAINER_DEPTH, true);
      }
    }
  }
}
