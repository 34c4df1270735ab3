// Reads the shared strings part into the arena: runs joined, reading aids left out.
// Source: ECMA-376-1:2016 §18.4.8 (si), §18.4.9 (sst), §18.4.6 (rPh).
import { bytesOf, isAt } from "../../codecs/ascii-bytes.ts";
import type { PartReader } from "../../codecs/xml-part.ts";
import { XML_END, XML_MORE, XML_START, XML_TEXT, XmlScanner } from "../../codecs/xml-scanner.ts";
import type { ParseLimits } from "../../core/limits.ts";
import { quoteEntry } from "../../../guards/zip.ts";
import { PlainText } from "../../codecs/sheets/plain-text.ts";
import { SharedStrings } from "./shared-strings.ts";
import { TextCollector } from "./text-collector.ts";

const VOCABULARY = ["si", "t", "rPh", "r", "space"];
const [SI, T, R_PH, , SPACE] = VOCABULARY.keys();

const SPACE_BYTE = 0x20;
const GREATER = 0x3e;
const ITEM_START = bytesOf("<si><t");
const PRESERVED = bytesOf(' xml:space="preserve"');
const ITEM_END = bytesOf("</t></si>");

/** What may begin an escape such as `_x000D_`. */
const ESCAPE = "_x";

/** Reader of the shared strings part. */
export class SharedStringsReader implements PartReader {
  readonly scanner: XmlScanner;
  readonly strings: SharedStrings;
  readonly #text: TextCollector;
  readonly #plainText: PlainText;
  #isInText = false;
  /** Depth of an open `<rPh>`, whose text is a reading aid; 0 when there is none. */
  #phoneticDepth = 0;

  constructor(entry: string, limits: ParseLimits) {
    this.scanner = new XmlScanner(VOCABULARY, entry, limits);
    this.strings = new SharedStrings(entry, limits);
    this.#plainText = new PlainText(limits.cellBytes, ESCAPE);
    this.#text = new TextCollector(limits.cellBytes, () => ({ entry: quoteEntry(entry) }));
  }

  drain(): void {
    const { scanner } = this;
    for (;;) {
      if (scanner.depth === 1 && scanner.isInContent) this.#readPlain();
      const event = scanner.next();
      if (event === XML_MORE) return;
      if (event === XML_TEXT) {
        if (this.#isInText) this.#text.append(scanner.text, scanner.textStart, scanner.textEnd);
      } else if (event === XML_START) this.#start();
      else if (event === XML_END) this.#end();
    }
  }

  /** Takes strings of one run without anything in them that needs thought: nearly all there are. */
  #readPlain(): void {
    const { bytes, unreadStart } = this.scanner;
    let at = unreadStart;
    for (let end = at; end >= 0; end = this.#plainItem(bytes, at)) at = end;
    this.scanner.skipTo(at);
  }

  /** @returns where the string that begins at `start` ends, or -1 when it is not plain, or not whole. */
  #plainItem(bytes: Uint8Array, start: number): number {
    if (!isAt(bytes, start, ITEM_START)) return -1;
    let at = start + ITEM_START.length;
    const isPreserved = isAt(bytes, at, PRESERVED);
    if (isPreserved) at += PRESERVED.length;
    if (bytes[at] !== GREATER) return -1;
    at += 1;
    const text = this.#plainText;
    const end = text.read(bytes, at);
    if (end < 0 || !isAt(bytes, end, ITEM_END)) return -1;
    const isTrimmed = (bytes[at] as number) > SPACE_BYTE && (bytes[end - 1] as number) > SPACE_BYTE;
    if (!isPreserved && !isTrimmed) return -1;
    this.strings.add(text.bytes, text.length);
    return end + ITEM_END.length;
  }

  #start(): void {
    const { scanner } = this;
    if (this.#phoneticDepth > 0 || this.#isInText) return;
    if (scanner.name === SI && scanner.depth === 2) this.#text.clear();
    else if (scanner.name === R_PH) this.#phoneticDepth = scanner.depth;
    else if (scanner.name === T && scanner.depth > 2) {
      this.#isInText = true;
      this.#text.beginRun(readIsPreserved(scanner, SPACE as number));
    }
  }

  #end(): void {
    const { scanner } = this;
    if (this.#phoneticDepth > 0) {
      if (scanner.depth < this.#phoneticDepth) this.#phoneticDepth = 0;
    } else if (this.#isInText) {
      if (scanner.name === T) this.#isInText = false;
    } else if (scanner.name === SI && scanner.depth === 1) {
      this.#text.finish();
      this.strings.add(this.#text.bytes, this.#text.length);
    }
  }
}

/** Whether the element that has just started has `xml:space="preserve"`. */
export function readIsPreserved(scanner: XmlScanner, space: number): boolean {
  while (scanner.nextAttribute()) {
    if (scanner.attribute === space) return scanner.valueText() === "preserve";
  }
  return false;
}
