// Turns tags into elements and aggregates that nest, whatever closing tags are missing, needless or
// wrong. In SGML an element has no closing tag, or has one; in the same file, maybe.
import { SgmlNames } from "../../codecs/sgml-names.ts";
import { SgmlTokenizer } from "../../codecs/sgml-tokenizer.ts";
import { refuse, type SourceLocation } from "../../core/failure.ts";
import type { ParseLimits } from "../../core/limits.ts";
import {
  BANK_LISTS,
  isMixedUp,
  KNOWN_NAMES,
  LEAVES_FROM,
  mayBeLeaf,
  rankOf,
  STMTTRN,
  RECORD_RANK,
  UNKNOWN_FROM,
} from "./vocabulary.ts";

/** How the markup was read where it was not as it should be. */
export type Mend = "missing_end" | "stray_end" | "wrong_end" | "stray_text";

/** Told of what a file holds, in order. Names are numbers: `ElementReader.nameOf`. */
export interface ElementHandler {
  begin(id: number): void;
  /** An element with a text: that of the tokenizer's current token. Empty ones are not told. */
  leaf(id: number): void;
  /** @param isClosed false when no tag of its own ended it. */
  end(id: number, isClosed: boolean): void;
  mend(what: Mend): void;
  /**
   * Offers the content of a transaction, from `from` on, to be read at once, and those behind it.
   * @returns the offset of the `<` at which reading goes on; 0 when it is not taken.
   */
  readPlain(bytes: Uint8Array, from: number, end: number): number;
}

export class ElementReader {
  readonly tokenizer: SgmlTokenizer;
  /** Whether any tag has come. */
  hasElements = false;
  readonly #names = new SgmlNames(KNOWN_NAMES);
  readonly #limits: ParseLimits;
  readonly #handler: ElementHandler;
  /** Numbers of the aggregates that are open, outermost first. */
  readonly #open: number[] = [];
  /** Unknown names that had a text, or no end where one should have been. */
  readonly #isLeaf: boolean[] = [];
  /** The element that began last. */
  #last = -1;

  constructor(
    handler: ElementHandler,
    limits: ParseLimits,
    locate: (offset: number) => SourceLocation,
  ) {
    this.tokenizer = new SgmlTokenizer(this.#names, limits, locate);
    this.#handler = handler;
    this.#limits = limits;
  }

  nameOf(id: number): string {
    return this.#names.nameOf(id);
  }

  get depth(): number {
    return this.#open.length;
  }

  /** The open aggregates for people who look for the place: known names only. */
  get path(): string {
    return this.#open.map((id) => (id < UNKNOWN_FROM ? this.nameOf(id) : "?")).join("/");
  }

  get innermostName(): string {
    return this.nameOf(this.#open.at(-1) ?? -1);
  }

  /** Names of the aggregates from `depth` on, innermost last. */
  namesFrom(depth: number): string[] {
    return this.#open.slice(depth).map((id) => this.nameOf(id));
  }

  /** @returns `more` after about `budget` bytes of text. */
  read(budget: number): "more" | "needs_input" | "finished" {
    const { tokenizer } = this;
    const stopAt = tokenizer.offset + budget;
    for (;;) {
      const token = tokenizer.next();
      if (token === "start") this.#start();
      else if (token === "end") this.#end();
      else return token;
      if (tokenizer.offset >= stopAt) return "more";
    }
  }

  /** Comments alone are no text. */
  get #hasText(): boolean {
    const { textStart, textEnd, hasMarkup } = this.tokenizer;
    return textEnd > textStart && (!hasMarkup || this.tokenizer.text() !== "");
  }

  #start(): void {
    const { tokenizer } = this;
    const id = tokenizer.name;
    const hasText = this.#hasText;
    this.#last = id;
    this.hasElements = true;
    if (id < LEAVES_FROM) this.#startAggregate(id, hasText);
    else if (hasText) {
      if (id >= UNKNOWN_FROM) this.#isLeaf[id] = true;
      this.#handler.leaf(id);
    } else if (id >= UNKNOWN_FROM) this.#startUnknown(id);
  }

  #startAggregate(id: number, hasText: boolean): void {
    if (hasText && mayBeLeaf(id)) {
      this.#handler.leaf(id);
      return;
    }
    if (id === STMTTRN && !hasText && BANK_LISTS.has(this.#open.at(-1) ?? -1)) {
      const { tokenizer } = this;
      const { bytes, textStart, windowEnd, isEmpty } = tokenizer;
      const end = isEmpty ? 0 : this.#handler.readPlain(bytes, textStart, windowEnd);
      if (end > 0) {
        tokenizer.jumpTo(end);
        return;
      }
    }
    const rank = rankOf(id);
    // Some put a SPLIT of their own into transactions of a bank.
    const isOwn = rank === RECORD_RANK && this.#open.some((open) => BANK_LISTS.has(open));
    if (rank > 0 && !isOwn) this.#endFrom(rank);
    this.#begin(id);
    if (hasText) this.#handler.mend("stray_text");
    if (this.tokenizer.isEmpty) this.#endTop(true);
  }

  /** An unknown tag without a text: an aggregate, or an empty element. Its end, if there is one, tells. */
  #startUnknown(id: number): void {
    if (this.tokenizer.isEmpty || this.tokenizer.isClosedNext || this.#isLeaf[id]) return;
    const same = this.#open.lastIndexOf(id);
    // Aggregates do not hold their like.
    if (same >= 0) this.#endAbove(same);
    this.#begin(id);
  }

  /** Ends what an aggregate of this rank cannot stand in. */
  #endFrom(rank: number): void {
    let from = -1;
    for (let index = this.#open.length - 1; index >= 0; index -= 1) {
      const open = rankOf(this.#open[index] as number);
      if (open === 0) continue;
      if (open < rank) break;
      from = index;
    }
    if (from < 0) return;
    this.#endAbove(from);
    this.#handler.mend("missing_end");
  }

  #begin(id: number): void {
    const max = this.#limits.xmlDepth;
    // Many unknown elements without text and end look like a tower.
    while (this.#open.length >= max && (this.#open.at(-1) ?? 0) >= UNKNOWN_FROM) {
      this.#endTop(false);
    }
    if (this.#open.length >= max) {
      refuse({
        code: "xml_unsafe",
        detail: `Elements are nested more than ${max} deep, in ${this.path}.`,
        limit: { name: "xml_depth", max, found: max + 1 },
        at: this.tokenizer.place(),
      });
    }
    this.#open.push(id);
    this.#handler.begin(id);
  }

  #endTop(isClosed: boolean): void {
    const id = this.#open.pop();
    if (id === undefined) return;
    if (!isClosed && id >= UNKNOWN_FROM) this.#isLeaf[id] = true;
    this.#handler.end(id, isClosed);
  }

  /** Ends the aggregates from `index` on, none of which has an end of its own. */
  #endAbove(index: number): void {
    while (this.#open.length > index) this.#endTop(false);
  }

  #end(): void {
    const id = this.tokenizer.name;
    if (this.#open.at(-1) === id) this.#endTop(true);
    else this.#endElsewhere(id);
    // Behind the root stand padding, and headers of files that were put one behind the other.
    if (this.#open.length > 0 && this.#hasText) this.#handler.mend("stray_text");
  }

  #endElsewhere(id: number): void {
    // Of an element; its text ended with the next tag, wherever its end stands.
    if (id >= LEAVES_FROM && id < UNKNOWN_FROM) return;
    const index = this.#open.lastIndexOf(id);
    if (index >= 0) {
      const isMissing = this.#open.slice(index + 1).some((open) => open < UNKNOWN_FROM);
      this.#endAbove(index + 1);
      this.#endTop(true);
      if (isMissing) this.#handler.mend("missing_end");
      return;
    }
    if (id === this.#last || this.#isLeaf[id]) return;
    const innermost = this.#open.findLastIndex((open) => open < UNKNOWN_FROM);
    if (innermost >= 0 && isMixedUp(this.#open[innermost] as number, id)) {
      this.#endAbove(innermost + 1);
      this.#endTop(true);
      this.#handler.mend("wrong_end");
    } else this.#handler.mend("stray_end");
  }
}
