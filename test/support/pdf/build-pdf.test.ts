// Holds the writer of test PDFs to a reader that is not ours: texts, places and widths, all ways of
// writing and encrypting.
import { getDocumentProxy } from "unpdf";
import { describe, expect, it } from "vitest";
import { buildPdf, buildScan, type DocumentSpec } from "./build-pdf.ts";
import type { EncryptionMethod } from "./encrypt-pdf.ts";
import { textWidth, type StandardFont } from "./font-widths.ts";
import { PageCanvas } from "./page-canvas.ts";
import { identityFont, identityText } from "./pdf-fonts.ts";

const TEXT = "Café Müller (1,234.50) – €";
const FONTS: readonly StandardFont[] = ["Helvetica", "Helvetica-Bold", "Times-Roman", "Courier"];

interface Item {
  str: string;
  x: number;
  y: number;
  width: number;
}

async function itemsOf(bytes: Uint8Array, password?: string): Promise<Item[][]> {
  const options = { verbosity: 0, ...(password !== undefined && { password }) };
  const document = await getDocumentProxy(bytes.slice(), options);
  const pages: Item[][] = [];
  for (let number = 1; number <= document.numPages; number += 1) {
    const { items } = await (await document.getPage(number)).getTextContent();
    pages.push(
      items.flatMap((item) =>
        "str" in item && item.str !== ""
          ? [{ str: item.str, x: item.transform[4], y: item.transform[5], width: item.width }]
          : [],
      ),
    );
  }
  await document.destroy();
  return pages;
}

function endOf(item: Item | undefined): number {
  return item === undefined ? Number.NaN : item.x + item.width;
}

function onePage(draw: (canvas: PageCanvas) => void): { content: string } {
  const canvas = new PageCanvas(842);
  draw(canvas);
  return { content: canvas.content() };
}

const PAGE = onePage((canvas) => canvas.text(50, 100, TEXT, { font: "Helvetica", size: 10 }));

describe("buildPdf", () => {
  it.each(FONTS)(
    "places text in %s where it is told to, as wide as the font makes it",
    async (font) => {
      const page = onePage((canvas) => {
        canvas.text(50, 100, TEXT, { font, size: 9 });
        canvas.textRight(400, 142, "1,234.50", { font, size: 12 });
      });
      const [items = []] = await itemsOf(buildPdf({ pages: [page] }));
      // The reader cuts texts at wide blanks.
      const lines = [742, 700].map((y) => items.filter((item) => item.y === y));
      expect(lines.map((line) => line.map(({ str }) => str).join(""))).toEqual([TEXT, "1,234.50"]);
      const places = lines.map((line) => [line[0]?.x, endOf(line.at(-1))]);
      const right = 400 - textWidth("1,234.50", font, 12);
      expect(places.flat()).toEqual(
        [50, 50 + textWidth(TEXT, font, 9), right, 400].map((x) => expect.closeTo(x, 2)),
      );
    },
  );

  it.each<[string, Omit<DocumentSpec, "pages">]>([
    ["as text", {}],
    ["of version 1.4", { version: "1.4" }],
    ["with compressed streams", { isCompressed: true }],
    ["with an object stream", { hasObjectStream: true }],
    ["with a compressed object stream", { hasObjectStream: true, isCompressed: true }],
  ])("writes a file %s", async (_, spec) => {
    const pages = await itemsOf(buildPdf({ pages: [PAGE, PAGE, PAGE], ...spec }));
    expect(pages.map((items) => items.map(({ str }) => str))).toEqual([[TEXT], [TEXT], [TEXT]]);
  });

  const METHODS: readonly EncryptionMethod[] = ["rc4-40", "rc4-128", "aes-128", "aes-256"];

  it.each(METHODS)("encrypts with %s so that the empty password opens it", async (method) => {
    const encryption = { method, userPassword: "" };
    for (const spec of [{}, { isCompressed: true, hasObjectStream: true }]) {
      const bytes = buildPdf({ pages: [PAGE], encryption, ...spec });
      expect((await itemsOf(bytes))[0]?.[0]?.str).toBe(TEXT);
    }
  });

  it.each(METHODS)("encrypts with %s so that the password is needed", async (method) => {
    const bytes = buildPdf({ pages: [PAGE], encryption: { method, userPassword: "secret" } });
    await expect(itemsOf(bytes)).rejects.toMatchObject({ name: "PasswordException", code: 1 });
    await expect(itemsOf(bytes, "wrong")).rejects.toMatchObject({ code: 2 });
    expect((await itemsOf(bytes, "secret"))[0]?.[0]?.str).toBe(TEXT);
    expect((await itemsOf(bytes, "owner"))[0]?.[0]?.str).toBe(TEXT);
  });

  it("turns and crops pages", async () => {
    const entries = { Rotate: 90, CropBox: [20, 30, 500, 700] };
    const document = await getDocumentProxy(buildPdf({ pages: [{ ...PAGE, entries }] }));
    const page = await document.getPage(1);
    expect(page.rotate).toBe(90);
    expect(page.view).toEqual([20, 30, 500, 700]);
  });

  it("has fonts whose codes only a table explains", async () => {
    const content = `BT /F9 10 Tf 50 700 Td ${identityText("Total 12.50")} Tj ET`;
    const read = async (hasToUnicode: boolean) => {
      const fonts = { F9: identityFont(hasToUnicode) };
      return (await itemsOf(buildPdf({ pages: [{ content }], fonts })))[0]?.[0]?.str;
    };
    expect(await read(true)).toBe("Total 12.50");
    expect(await read(false)).not.toBe("Total 12.50");
  });

  it("scans pages without text", async () => {
    expect(await itemsOf(buildScan(2))).toEqual([[], []]);
  });
});
