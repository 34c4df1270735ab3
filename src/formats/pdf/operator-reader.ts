// Follows the operators of one page: keeps the graphics and text state, hands glyphs and paths on.
// Operators come in pieces, as pdf.js makes them; nothing of them is kept.
// Source: ISO 32000-1 8.4 (graphics state), 9 (text), 8.10 (form XObjects).
import { multiply, toMatrix, type Matrix } from "./matrix.ts";
import { OPERATORS } from "./operators.ts";
import { PathEdges, type PaintKind } from "./path-edges.ts";
import {
  INITIAL_TEXT_STATE,
  TextCursor,
  type FontFacts,
  type Glyph,
  type TextState,
} from "./text-state.ts";
import type { WordBuilder } from "./word-builder.ts";

export interface OperatorPiece {
  fnArray: ArrayLike<number>;
  argsArray: ArrayLike<unknown>;
}

/** Deeper nesting than this is not followed: its state would be held for every level. */
const MAX_STATES = 10_000;

const PAINTS: ReadonlyMap<number, PaintKind> = new Map([
  [OPERATORS.stroke, "stroke"],
  [OPERATORS.closeStroke, "stroke"],
  [OPERATORS.fill, "fill"],
  [OPERATORS.eoFill, "fill"],
  [OPERATORS.fillStroke, "both"],
  [OPERATORS.eoFillStroke, "both"],
  [OPERATORS.closeFillStroke, "both"],
  [OPERATORS.closeEOFillStroke, "both"],
]);

interface State {
  matrix: Matrix;
  text: TextState;
}

export class OperatorReader {
  readonly edges: PathEdges;
  /** Operators seen. */
  operators = 0;
  /** Texts begun and not ended; states saved and not restored. */
  openTexts = 0;
  openStates = 0;
  readonly #cursor: TextCursor;
  readonly #builder: WordBuilder;
  readonly #fontOf: (name: string) => FontFacts;
  readonly #stack: State[] = [];
  #state: State;

  /**
   * @param toPage from user space to the page, y downwards.
   * @param fontOf facts of a font that the operators name.
   */
  constructor(
    toPage: Matrix,
    builder: WordBuilder,
    fontOf: (name: string) => FontFacts,
    maxEdges: number,
  ) {
    this.#state = { matrix: toPage, text: { ...INITIAL_TEXT_STATE } };
    this.#builder = builder;
    this.#cursor = new TextCursor(builder);
    this.#fontOf = fontOf;
    this.edges = new PathEdges(maxEdges);
  }

  get unmappedLetters(): number {
    return this.#cursor.unmappedLetters;
  }

  read({ fnArray, argsArray }: OperatorPiece): void {
    for (let i = 0; i < fnArray.length; i += 1) {
      const args = argsArray[i];
      this.#operator(fnArray[i] ?? 0, (Array.isArray(args) ? args : []) as unknown[]);
    }
    this.operators += fnArray.length;
  }

  #operator(code: number, args: readonly unknown[]): void {
    switch (code) {
      case OPERATORS.save:
        this.#save();
        return;
      case OPERATORS.restore:
      case OPERATORS.paintFormXObjectEnd:
      case OPERATORS.endGroup:
        this.#restore();
        return;
      case OPERATORS.beginGroup:
        this.#save();
        return;
      case OPERATORS.paintFormXObjectBegin:
        this.#save();
        this.#transform(toMatrix(args[0] as ArrayLike<unknown> | null));
        return;
      case OPERATORS.transform:
        this.#transform(toMatrix(args));
        return;
      case OPERATORS.setGState:
        this.#setGraphics(args[0]);
        return;
      case OPERATORS.constructPath:
        this.#path(args);
        return;
      case OPERATORS.paintImageXObject:
      case OPERATORS.paintImageMaskXObject:
      case OPERATORS.paintSolidColorImageMask:
        this.edges.addImage(this.#state.matrix);
        return;
      default:
        this.#text(code, args);
    }
  }

  #text(code: number, args: readonly unknown[]): void {
    const { text, matrix } = this.#state;
    const x = toNumber(args[0]);
    const y = toNumber(args[1]);
    switch (code) {
      case OPERATORS.beginText:
        this.openTexts += 1;
        this.#cursor.begin();
        return;
      case OPERATORS.endText:
        this.openTexts -= 1;
        return;
      case OPERATORS.setCharSpacing:
        text.characterSpacing = x;
        return;
      case OPERATORS.setWordSpacing:
        text.wordSpacing = x;
        return;
      case OPERATORS.setHScale:
        text.scale = x / 100;
        return;
      case OPERATORS.setLeading:
        text.leading = -x;
        return;
      case OPERATORS.setTextRise:
        text.rise = x;
        return;
      case OPERATORS.setFont:
        this.#setFont(args);
        return;
      case OPERATORS.setTextMatrix: {
        const moved = toMatrix(args[0] as ArrayLike<unknown> | null) ?? toMatrix(args);
        if (moved !== null) this.#cursor.setMatrix(moved);
        return;
      }
      case OPERATORS.moveText:
        this.#cursor.move(x, y);
        return;
      case OPERATORS.setLeadingMoveText:
        text.leading = y;
        this.#cursor.move(x, y);
        return;
      case OPERATORS.nextLine:
        this.#cursor.move(0, text.leading);
        return;
      case OPERATORS.showText:
        if (Array.isArray(args[0])) this.#cursor.show(args[0] as Glyph[], text, matrix);
        return;
      default:
        return;
    }
  }

  #setFont([name, size]: readonly unknown[]): void {
    const { text } = this.#state;
    text.size = toNumber(size);
    if (typeof name === "string") text.font = this.#fontOf(name);
  }

  #setGraphics(entries: unknown): void {
    if (!Array.isArray(entries)) return;
    for (const entry of entries as unknown[]) {
      if (!Array.isArray(entry)) continue;
      const [key, value] = entry as unknown[];
      if (key === "Font" && Array.isArray(value)) this.#setFont(value as unknown[]);
    }
  }

  #path([paintOperator, data]: readonly unknown[]): void {
    const paint = PAINTS.get(toNumber(paintOperator));
    const segments: unknown = Array.isArray(data) ? (data as unknown[])[0] : null;
    if (paint === undefined || !(segments instanceof Float32Array)) return;
    this.edges.addPath(segments, this.#state.matrix, paint);
  }

  #save(): void {
    this.openStates += 1;
    if (this.#stack.length >= MAX_STATES) return;
    this.#stack.push(this.#state);
    this.#state = { matrix: this.#state.matrix, text: { ...this.#state.text } };
  }

  #restore(): void {
    this.openStates -= 1;
    this.#builder.endWord();
    if (this.openStates < this.#stack.length) this.#state = this.#stack.pop() ?? this.#state;
  }

  #transform(matrix: Matrix | null): void {
    if (matrix !== null) this.#state.matrix = multiply(matrix, this.#state.matrix);
  }
}

function toNumber(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) ? value : 0;
}
