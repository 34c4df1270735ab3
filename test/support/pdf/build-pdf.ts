// Builds PDF documents for tests: pages with their content, fonts and images around the objects that a
// test is about. Without lies the result is sound.
import type { StandardFont } from "./font-widths.ts";
import { FONT_NAMES } from "./page-canvas.ts";
import { PdfFile, type PdfFileSpec } from "./pdf-file.ts";
import { standardFont, type FontMaker } from "./pdf-fonts.ts";
import type { PdfDict, PdfRef, PdfValue } from "./pdf-values.ts";

/** A4. */
export const PAGE_WIDTH = 595;
export const PAGE_HEIGHT = 842;

export interface PageSpec {
  content: string | Uint8Array;
  width?: number;
  height?: number;
  /** Further entries of the page, and those that replace others. */
  entries?: PdfDict;
}

export interface DocumentSpec extends PdfFileSpec {
  pages: readonly PageSpec[];
  /** By their names in the resources; the standard ones are there unless replaced. */
  fonts?: Readonly<Record<string, FontMaker>>;
  /** Puts images and forms into the file. @returns the entry /XObject of the resources. */
  makeObjects?: (file: PdfFile) => PdfDict;
  /** Further entries of the catalogue. */
  catalog?: PdfDict | ((file: PdfFile) => PdfDict);
}

/** @returns the file with its catalogue, for what has to be added or broken before it is written. */
export function layDocument(spec: DocumentSpec): { file: PdfFile; root: PdfRef; pages: PdfRef[] } {
  const file = new PdfFile();
  const root = file.reserve();
  const tree = file.reserve();
  const standard = Object.fromEntries(
    Object.entries(FONT_NAMES).map(([font, name]) => [name, standardFont(font as StandardFont)]),
  );
  const fonts = Object.fromEntries(
    Object.entries({ ...standard, ...spec.fonts }).map(([name, make]) => [name, make(file)]),
  );
  const objects = spec.makeObjects?.(file);
  const resources: PdfValue = file.add({
    Font: fonts,
    ...(objects !== undefined && { XObject: objects }),
  });
  const pages = spec.pages.map(({ content, entries, ...size }) =>
    file.add({
      Type: "/Page",
      Parent: tree,
      MediaBox: [0, 0, size.width ?? PAGE_WIDTH, size.height ?? PAGE_HEIGHT],
      Resources: resources,
      Contents: file.stream(content),
      ...entries,
    }),
  );
  file.set(tree, { Type: "/Pages", Kids: pages, Count: pages.length });
  const catalog = typeof spec.catalog === "function" ? spec.catalog(file) : spec.catalog;
  file.set(root, { Type: "/Catalog", Pages: tree, ...catalog });
  return { file, root, pages };
}

export function buildPdf(spec: DocumentSpec): Uint8Array {
  const { file, root } = layDocument(spec);
  return file.write(root, spec);
}

/** One page that holds an image and nothing else, as scanners write it. */
export function buildScan(pages = 1): Uint8Array {
  const [width, height] = [64, 90];
  return buildPdf({
    isCompressed: true,
    pages: Array.from({ length: pages }, () => ({
      content: `q ${PAGE_WIDTH} 0 0 ${PAGE_HEIGHT} 0 0 cm /Im1 Do Q`,
    })),
    makeObjects: (file) => ({
      Im1: file.stream(
        Uint8Array.from({ length: width * height }, (_, i) => (i % 7 === 0 ? 0 : 255)),
        {
          Type: "/XObject",
          Subtype: "/Image",
          Width: width,
          Height: height,
          ColorSpace: "/DeviceGray",
          BitsPerComponent: 8,
        },
      ),
    }),
  });
}
