// The one place that talks to pdf.js (unpdf): opens a document and gives its pages as plain data.
// Its options, its traps and its errors are known here and nowhere else.
import { getDocument, VerbosityLevel } from "unpdf/pdfjs";
import { PAGE_LIMITS } from "../../../guards/pages.ts";
import { Refusal, refuse, type ParseFailure } from "../../core/failure.ts";
import { toMatrix } from "./matrix.ts";
import { OperatorReader, type OperatorPiece } from "./operator-reader.ts";
import { uprightFrame } from "./orientation.ts";
import type { PageContent } from "./page.ts";
import { addTextItem, type TextItem } from "./text-items.ts";
import { INITIAL_TEXT_STATE, type FontFacts } from "./text-state.ts";
import { WordBuilder } from "./word-builder.ts";

/**
 * `maxImageSize` keeps bombs among the pictures from being decoded, and lets pictures pass that serve
 * as rules. `stopAtErrors` is left off: with it, lists of operators end early without a word.
 */
const OPEN_OPTIONS = {
  verbosity: VerbosityLevel.ERRORS,
  maxImageSize: 10_000,
  disableFontFace: true,
  useSystemFonts: true,
  isEvalSupported: false,
  enableXfa: false,
  isOffscreenCanvasSupported: false,
  isImageDecoderSupported: false,
  useWasm: false,
  useWorkerFetch: false,
} as const;

/** Display, without annotations, in pieces: `RenderingIntentFlag` of pdf.js. */
const INTENT = 0x02 | 0x40 | 0x100;
/** Of the letters that the text content has, how many the operators must have shown. */
const MIN_SHOWN_SHARE = 0.8;

/** Fonts keep every text that they have set; they are let go of after so many pages. */
const PAGES_PER_CLEANUP = 40;

type Document = Awaited<ReturnType<typeof getDocument>["promise"]>;
type Page = Awaited<ReturnType<Document["getPage"]>>;

/** Reading the list in pieces lets it be ended at a ceiling; the public call gives it whole. */
interface PrivatePage {
  _transport: {
    messageHandler: {
      sendWithStream(name: string, data: object, strategy?: object): ReadableStream<OperatorPiece>;
    };
  };
}

interface FontObject {
  fontMatrix?: ArrayLike<number>;
  vertical?: boolean;
}

export interface PdfDocument {
  readonly pageCount: number;
  /** True when the document holds a form of the XFA kind, which has no pages of its own. */
  hasXfa(): Promise<boolean>;
  /**
   * Reads one page and lets go of it again.
   * Fails with: `corrupt_file`, `operations_exceeded`.
   */
  readPage(number: number): Promise<PageContent>;
  close(): Promise<void>;
}

/**
 * Opens a document; its bytes belong to it from then on.
 * Fails with: `encrypted_file`, `corrupt_file`.
 */
export async function openDocument(bytes: Uint8Array): Promise<PdfDocument> {
  const task = getDocument({ data: bytes, ...OPEN_OPTIONS });
  try {
    const document = await task.promise;
    let read = 0;
    return {
      pageCount: document.numPages,
      hasXfa: async () => {
        const { info } = await document.getMetadata();
        return (info as { IsXFAPresent?: boolean }).IsXFAPresent === true;
      },
      readPage: async (number) => {
        read += 1;
        if (read % PAGES_PER_CLEANUP === 0) await document.cleanup();
        return readPage(document, number);
      },
      close: () => task.destroy(),
    };
  } catch (error) {
    await task.destroy();
    return refuse(openFailure(error));
  }
}

function openFailure(error: unknown): ParseFailure {
  if (error instanceof Error && error.name === "PasswordException") {
    return {
      code: "encrypted_file",
      detail: "The document opens with a password only; the empty one does not open it.",
    };
  }
  return { code: "corrupt_file", detail: "The structure of the document cannot be read." };
}

async function readPage(document: Document, number: number): Promise<PageContent> {
  let page: Page | null = null;
  try {
    page = await document.getPage(number);
    return await readContent(page, number);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    return refuse({
      code: "corrupt_file",
      detail: "The page cannot be read.",
      at: { page: number },
    });
  } finally {
    page?.cleanup();
  }
}

async function readContent(page: Page, number: number): Promise<PageContent> {
  const { transform, width, height } = page.getViewport({ scale: 1 });
  const toPage = toMatrix(transform);
  if (toPage === null) {
    return refuse({
      code: "corrupt_file",
      detail: "The page has no size.",
      at: { page: number },
    });
  }
  const builder = new WordBuilder(number, PAGE_LIMITS.items);
  const reader = new OperatorReader(toPage, builder, fontsOf(page), PAGE_LIMITS.edges);
  await readOperators(page, number, reader);
  const isWhole = await isListWhole(page, reader, builder);
  const frame = isWhole
    ? uprightFrame(builder.finish(), reader.edges.edges, width, height)
    : uprightFrame(await readTextItems(page, number, toPage), [], width, height);
  return {
    number,
    width: frame.width,
    height: frame.height,
    words: frame.words.filter((word) => isShown(word, frame)),
    turnedWords: frame.turnedWords.filter((word) => isShown(word, frame)),
    edges: frame.edges,
    facts: {
      letters: builder.letters,
      unmappedLetters: reader.unmappedLetters,
      hasAllEdges: isWhole && !reader.edges.isCut,
    },
  };
}

/** Text outside of the crop box is not part of the page that people see. */
function isShown(
  { x0, x1, top, bottom }: { x0: number; x1: number; top: number; bottom: number },
  { width, height }: { width: number; height: number },
): boolean {
  const x = (x0 + x1) / 2;
  const y = (top + bottom) / 2;
  return x >= 0 && x <= width && y >= 0 && y <= height;
}

async function readOperators(page: Page, number: number, reader: OperatorReader): Promise<void> {
  const { _transport: transport } = page as unknown as PrivatePage;
  const { messageHandler } = transport;
  const pieces = messageHandler.sendWithStream("GetOperatorList", {
    pageId: number - 1,
    pageIndex: number - 1,
    intent: INTENT,
    cacheKey: "operators",
    annotationStorage: null,
    modifiedIds: "",
  });
  await eachPiece(pieces, (piece) => {
    reader.read(piece);
    if (reader.operators <= PAGE_LIMITS.operations) return;
    refuse({
      code: "operations_exceeded",
      detail: `The page has more than ${PAGE_LIMITS.operations} operators.`,
      at: { page: number },
      limit: {
        name: "page_operations",
        max: PAGE_LIMITS.operations,
        found: reader.operators,
      },
    });
  });
}

async function eachPiece<Piece>(
  pieces: ReadableStream<Piece>,
  take: (piece: Piece) => void,
): Promise<void> {
  const reader = pieces.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      take(value);
    }
  } catch (error) {
    await reader.cancel(new Error("ended")).catch(() => undefined);
    throw error;
  }
}

/**
 * A list that broke off shows in states that are left open, or in no letters at all. The text
 * content is asked only then: it costs as much as the list.
 */
async function isListWhole(
  page: Page,
  reader: OperatorReader,
  builder: WordBuilder,
): Promise<boolean> {
  const isBalanced = reader.openTexts === 0 && reader.openStates <= 0;
  if (isBalanced && builder.letters > 0) return true;
  let letters = 0;
  await eachPiece(textStream(page), (items) => {
    for (const { str } of items) letters += str?.replaceAll(/\s/gu, "").length ?? 0;
  });
  return builder.letters >= letters * MIN_SHOWN_SHARE;
}

function textStream(page: Page): ReadableStream<readonly TextItem[]> {
  const stream = page.streamTextContent() as ReadableStream<{ items: readonly TextItem[] }>;
  return stream.pipeThrough(
    new TransformStream({ transform: ({ items }, out) => out.enqueue(items) }),
  );
}

async function readTextItems(
  page: Page,
  number: number,
  toPage: NonNullable<ReturnType<typeof toMatrix>>,
) {
  const builder = new WordBuilder(number, PAGE_LIMITS.items);
  await eachPiece(textStream(page), (items) => {
    for (const item of items) addTextItem(item, toPage, builder);
  });
  return builder.finish();
}

function fontsOf(page: Page): (name: string) => FontFacts {
  const known = new Map<string, FontFacts>();
  return (name) => {
    const seen = known.get(name);
    if (seen !== undefined) return seen;
    if (!page.commonObjs.has(name)) return INITIAL_TEXT_STATE.font;
    const { fontMatrix, vertical } = page.commonObjs.get(name) as FontObject;
    const unit = fontMatrix?.[0];
    const facts = {
      unit: typeof unit === "number" && unit !== 0 ? Math.abs(unit) : 0.001,
      isVertical: vertical === true,
    };
    known.set(name, facts);
    return facts;
  };
}
