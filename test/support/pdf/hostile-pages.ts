// Documents whose pages, fonts, forms and images are made to harm a reader.
import { buildPdf, buildScan, type DocumentSpec } from "./build-pdf.ts";
import { nestedBomb, soundPage, soundPdf, type HostileCase } from "./hostile-structures.ts";
import { bareFont, identityFont, identityText, unmappedFont, type FontMaker } from "./pdf-fonts.ts";
import type { PdfFile } from "./pdf-file.ts";
import { PdfText, type PdfDict, type PdfRef, type PdfValue } from "./pdf-values.ts";

/** What may be said of a document of which no table can be made. */
const NO_TABLE = ["no_table_found", "no_text_layer", "low_confidence", "empty_file"];
const EXPECTED = ["complete", ...NO_TABLE];
/** A bomb need not be set off to be found. */
const BOMB = [...EXPECTED, "expansion_limit", "operations_exceeded"];
/** Beside the sound table there is what harms. */
const SOUND = soundPage().content;

/** The sound table with operators around it. */
function withContent(before: string, spec: Partial<DocumentSpec> = {}): Uint8Array {
  return buildPdf({ pages: [{ content: `${before}\n${SOUND}` }], ...spec });
}

function withPageEntries(entries: PdfDict): Uint8Array {
  return buildPdf({ pages: [{ content: SOUND, entries }] });
}

function form(file: PdfFile, content: string, objects?: PdfDict, ref?: PdfRef): PdfRef {
  const dict: PdfDict = {
    Type: "/XObject",
    Subtype: "/Form",
    BBox: [0, 0, 595, 842],
    Resources: objects === undefined ? {} : { XObject: objects },
  };
  const target = ref ?? file.reserve();
  file.set(target, { dict, data: new TextEncoder().encode(content) });
  return target;
}

/** Every form draws ten of the next, so that the last is drawn 10 ^ depth times. */
function formLadder(file: PdfFile, depth: number): PdfDict {
  let last = form(file, "0 0 10 0.5 re f");
  for (let i = 0; i < depth; i += 1) last = form(file, "/N Do ".repeat(10), { N: last });
  return { Fm1: last };
}

function image(data: Uint8Array, dict: PdfDict): (file: PdfFile) => PdfDict {
  return (file) => ({
    Im1: file.stream(data, {
      Type: "/XObject",
      Subtype: "/Image",
      Width: 100_000,
      Height: 100_000,
      ColorSpace: "/DeviceRGB",
      BitsPerComponent: 8,
      ...dict,
    }),
  });
}

function imageCase(name: string, data: () => Uint8Array, dict: PdfDict): HostileCase {
  return {
    name: `image: ${name}`,
    build: () =>
      withContent("q 100 0 0 100 0 0 cm /Im1 Do Q", { makeObjects: image(data(), dict) }),
    outcomes: EXPECTED,
  };
}

/** Bytes of boxes and markers, from words of hexadecimal digits. */
function hex(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text.replaceAll(/\s+/g, ""), "hex"));
}

/** SOC, SIZ of 2^31 by 2^31 pixels in tiles of one, COD, QCD, one tile part. */
const JPX = () =>
  hex(`ff4f ff51 0029 0000 7fffffff 7fffffff 00000000 00000000 00000001 00000001 00000000 00000000
    0001 07 01 01 ff52 000c 00 0000 01 00 01 04 04 00 00 ff5c 0004 40 40
    ff90 000a 0000 00000000 00 01 ff93 ffd9`);
/** Page information of 2^31 by 2^31 pixels, then a generic region as large. */
const JBIG2 = () =>
  hex(`00000000 30 00 01 00000013 7fffffff 7fffffff 00000000 00000000 00 0000
    00000001 26 00 01 00000016 7fffffff 7fffffff 00000000 00000000 00 08 03 ff fd ff 02 fe`);
/** SOI, SOF0 of 65 500 by 65 500 pixels of three components, and no more. */
const JPEG = () =>
  hex(
    "ffd8 ffc0 0011 08 ffdc ffdc 03 01 22 00 02 11 01 03 11 01 ffda 000c 03 01 00 02 11 03 11 00 3f 00 00 ffd9",
  );

function fontCase(
  name: string,
  font: PdfValue | FontMaker,
  text = "(1,234.50) Tj",
  outcomes: readonly string[] = EXPECTED,
): HostileCase {
  const make: FontMaker =
    typeof font === "function" ? font : (file) => file.add(font as Exclude<PdfValue, null>);
  const content = `BT /F9 10 Tf 64 600 Td ${text} ET`;
  return {
    name: `font: ${name}`,
    build: () => withContent(content, { fonts: { F9: make } }),
    outcomes,
  };
}

/** A composite font, whose codes have two bytes. */
function fontBomb(name: string, font: FontMaker, text = "<00410042> Tj"): HostileCase {
  return fontCase(name, font, text, BOMB);
}

function simpleFont(entries: PdfDict): PdfDict {
  return { Type: "/Font", Subtype: "/Type1", BaseFont: "/Helvetica", ...entries };
}

function compositeFont(entries: PdfDict, descendant: PdfDict = {}): FontMaker {
  return (file) =>
    file.add({
      Type: "/Font",
      Subtype: "/Type0",
      BaseFont: "/X",
      Encoding: "/Identity-H",
      DescendantFonts: [
        {
          Type: "/Font",
          Subtype: "/CIDFontType2",
          BaseFont: "/X",
          CIDSystemInfo: {
            Registry: new PdfText([0x41]),
            Ordering: new PdfText([0x42]),
            Supplement: 0,
          },
          ...descendant,
        },
      ],
      ...entries,
    });
}

function toUnicode(map: string): FontMaker {
  return (file) =>
    compositeFont({
      ToUnicode: file.stream(
        `begincmap 1 begincodespacerange <0000> <ffff> endcodespacerange ${map} endcmap`,
      ),
    })(file);
}

const MANY_OPERATORS = 1_300_000;
const MANY_TEXTS = 100_000;
/** A number that no double holds. */
const ENDLESS = "9".repeat(400);

const CONTENTS: readonly HostileCase[] = [
  {
    name: "1.3 million paths",
    build: () => withContent("0 0 m 1 1 l S\n".repeat(MANY_OPERATORS), { isCompressed: true }),
    outcomes: ["operations_exceeded", "expansion_limit"],
  },
  {
    name: "1.3 million operators that change nothing but the state",
    build: () => withContent("q Q\n".repeat(MANY_OPERATORS / 2), { isCompressed: true }),
    outcomes: ["operations_exceeded", "complete"],
  },
  {
    name: "one path of 1.3 million segments",
    build: () =>
      withContent(`0 0 m ${"5 0 l 5 9 l ".repeat(MANY_OPERATORS / 2)}S`, { isCompressed: true }),
  },
  {
    name: "100 000 texts",
    build: () =>
      withContent(
        Array.from(
          { length: MANY_TEXTS },
          (_, i) => `BT /F1 5 Tf ${(i * 37) % 590} ${(i * 91) % 840} Td (${i}) Tj ET`,
        ).join("\n"),
        { isCompressed: true },
      ),
    outcomes: ["operations_exceeded"],
  },
  {
    name: "one text of ten million letters",
    build: () =>
      withContent(`BT /F1 5 Tf 10 10 Td (${"a".repeat(10_000_000)}) Tj ET`, { isCompressed: true }),
  },
  {
    name: "20 000 rules each way",
    build: () =>
      withContent(
        Array.from(
          { length: 20_000 },
          (_, i) =>
            `${(i * 0.029).toFixed(3)} 0 m ${(i * 0.029).toFixed(3)} 842 l S 0 ${(i * 0.042).toFixed(3)} m 595 ${(i * 0.042).toFixed(3)} l S`,
        ).join("\n"),
        { isCompressed: true },
      ),
  },
  {
    name: "100 000 states saved and none restored",
    build: () => withContent("q\n".repeat(100_000)),
  },
  {
    name: "100 000 states restored that none had saved",
    build: () => withContent("Q\n".repeat(100_000)),
  },
  {
    name: "100 000 marked contents in one another",
    build: () => withContent("/A BMC\n".repeat(100_000)),
  },
  { name: "a million open arrays", build: () => withContent("[".repeat(1_000_000)) },
  {
    name: "a string that does not end",
    build: () => withContent(`BT /F1 9 Tf (${"(".repeat(500_000)}`),
  },
  {
    name: "operands without operators",
    build: () => withContent("1 2 3 4 5 6 7 8 9 ".repeat(200_000)),
  },
  {
    name: "inline image of 10^10 pixels",
    build: () => withContent("BI /W 100000 /H 100000 /BPC 8 /CS /RGB ID xx EI"),
    outcomes: EXPECTED,
  },
];

const GEOMETRY: readonly HostileCase[] = (
  [
    ["places that no double holds", `BT /F1 9 Tf ${ENDLESS} ${ENDLESS} Td (far) Tj ET`],
    [
      "rules to places that no double holds",
      `0 0 m ${ENDLESS} -${ENDLESS} l S ${ENDLESS} 0 1 1 re f`,
    ],
    ["figures that are none", "BT /F1 9 Tf -- .-. Td (none) Tj ET 1.2.3 4--5 m - + l S"],
    ["a matrix of zeros", "q 0 0 0 0 0 0 cm BT /F1 9 Tf 1 0 0 1 50 50 Tm (flat) Tj ET Q"],
    [
      "a matrix that no double holds",
      `q ${ENDLESS} 0 0 ${ENDLESS} 0 0 cm BT /F1 9 Tf (wide) Tj ET 0 0 1 1 re f Q`,
    ],
    [
      "matrices that shrink to nothing",
      `${"0.0001 0 0 0.0001 0 0 cm ".repeat(200)}BT /F1 9 Tf (small) Tj ET`,
    ],
    ["a font size below zero", "BT /F1 -9 Tf 300 400 Td (mirrored) Tj ET"],
    ["a font size of zero", "BT /F1 0 Tf 300 400 Td (nothing) Tj ET"],
    ["a font size that no double holds", `BT /F1 ${ENDLESS} Tf 300 400 Td (huge) Tj ET`],
    ["letters of no width", "BT /F1 9 Tf 0 Tz 300 400 Td (thin) Tj ET"],
    ["letters that go back", "BT /F1 9 Tf -100 Tz -50 Tc 300 400 Td (backwards) Tj ET"],
    ["rectangles of no width", "10 10 0 500 re f 10 10 500 0 re f 10 10 0 0 re f 10 10 -5 -5 re S"],
    ["lines of no width", "0 w 10 10 m 10 10 l S -3 w 20 20 m 400 20 l S"],
  ] as const
).map(([name, content]) => ({
  name: `geometry: ${name}`,
  build: () => withContent(`q ${content} Q`),
  outcomes: EXPECTED,
}));

const BOXES: readonly HostileCase[] = (
  [
    ["an empty page", { MediaBox: [0, 0, 0, 0] }],
    ["a page the wrong way round", { MediaBox: [595, 842, 0, 0] }],
    ["a page that no double holds", { MediaBox: [0, 0, ENDLESS, ENDLESS] }],
    ["a page of names", { MediaBox: ["/a", "/b", "/c", "/d"] }],
    ["no box", { MediaBox: null }],
    ["a crop box outside of the page", { CropBox: [5000, 5000, 6000, 6000] }],
    ["a turn by 17 degrees", { Rotate: 17 }],
    ["a turn by 10^9 degrees", { Rotate: 1_000_000_000 }],
    ["units of 10^30 points", { UserUnit: 1e30 }],
    ["units of no size", { UserUnit: 0 }],
    ["resources that are a number", { Resources: 5 }],
    ["no resources", { Resources: null }],
    ["contents that are a number", { Contents: 5 }],
    ["no contents", { Contents: null }],
  ] as const
).map(([name, entries]) => ({
  name: `page: ${name}`,
  build: () => withPageEntries(entries as PdfDict),
  outcomes: [...EXPECTED, "corrupt_file"],
}));

const OBJECTS: readonly HostileCase[] = [
  {
    name: "form that draws itself",
    build: () =>
      withContent("/Fm1 Do", {
        makeObjects: (file) => {
          const ref = file.reserve();
          return { Fm1: form(file, "/Fm1 Do", { Fm1: ref }, ref) };
        },
      }),
    outcomes: EXPECTED,
  },
  {
    name: "two forms that draw each other, twice",
    build: () =>
      withContent("/Fm1 Do", {
        makeObjects: (file) => {
          const [a, b] = [file.reserve(), file.reserve()];
          form(file, "/B Do /B Do", { B: b }, a);
          form(file, "/A Do /A Do", { A: a }, b);
          return { Fm1: a };
        },
      }),
  },
  {
    name: "forms that draw ten of the next, nine deep",
    build: () => withContent("/Fm1 Do", { makeObjects: (file) => formLadder(file, 9) }),
  },
  {
    name: "forms 5 000 deep",
    build: () =>
      withContent("/Fm1 Do", {
        makeObjects: (file) => {
          let last = form(file, "0 0 10 0.5 re f");
          for (let i = 0; i < 5_000; i += 1) last = form(file, "/N Do", { N: last });
          return { Fm1: last };
        },
      }),
  },
  {
    name: "form drawn 100 000 times",
    build: () =>
      withContent("/Fm1 Do ".repeat(100_000), {
        makeObjects: (file) => ({ Fm1: form(file, "0 0 10 0.5 re f ".repeat(100)) }),
      }),
  },
  imageCase("gigabyte of blanks", () => nestedBomb().data, nestedBomb().dict),
  imageCase("JPEG 2000 of 2^31 by 2^31", JPX, { Filter: "/JPXDecode" }),
  imageCase("JBIG2 of 2^31 by 2^31", JBIG2, {
    Filter: "/JBIG2Decode",
    ColorSpace: "/DeviceGray",
    BitsPerComponent: 1,
  }),
  imageCase("JPEG of 65 500 by 65 500", JPEG, { Filter: "/DCTDecode" }),
  imageCase("fax of 10^5 by 10^5", () => new Uint8Array(64), {
    Filter: "/CCITTFaxDecode",
    DecodeParms: { K: -1, Columns: 2_147_483_647, Rows: 2_147_483_647 },
    BitsPerComponent: 1,
    ColorSpace: "/DeviceGray",
  }),
  imageCase("of 2^40 by 2^40", () => new Uint8Array(64), { Width: 2 ** 40, Height: 2 ** 40 }),
  imageCase("below zero", () => new Uint8Array(64), { Width: -5, Height: -5 }),
  imageCase("mask of itself", () => new Uint8Array(64), { Width: 4, Height: 4, SMask: "/Im1" }),
];

const FONTS: readonly HostileCase[] = [
  fontCase("that is a number", 5),
  fontCase("without anything", {}),
  fontCase("not embedded and unknown", bareFont("NoSuchFontAnywhere")),
  fontCase("first code far below zero", simpleFont({ FirstChar: -1_000_000_000, Widths: [1] })),
  fontCase("codes up to 2^31", simpleFont({ FirstChar: 0, LastChar: 2_147_483_647, Widths: [1] })),
  fontCase(
    "encoding from 2^31 on",
    simpleFont({ Encoding: { Differences: [2_147_483_640, "/a /b"] } }),
  ),
  fontCase(
    "widths that are none",
    simpleFont({ FirstChar: 32, LastChar: 33, Widths: ["/a", ENDLESS] }),
  ),
  fontBomb("widths of 10^8 glyphs", compositeFont({}, { W: [0, 100_000_000, 500] })),
  fontBomb(
    "map of all codes at once",
    toUnicode("1 beginbfrange <00000000> <ffffffff> <0020> endbfrange"),
  ),
  fontBomb("map of 2^24 codes", toUnicode("1 beginbfrange <000000> <fffffe> <0020> endbfrange")),
  fontBomb(
    "map of one code to a million letters",
    toUnicode(`1 beginbfchar <0041> <${"0041".repeat(1_000_000)}> endbfchar`),
    `<${"0041".repeat(1_000)}> Tj`,
  ),
  fontBomb("map that is a gigabyte", (file) =>
    compositeFont({ ToUnicode: file.add(nestedBomb()) })(file),
  ),
  fontBomb("file that is a gigabyte", (file) =>
    file.add(
      simpleFont({
        Subtype: "/TrueType",
        FontDescriptor: {
          Type: "/FontDescriptor",
          FontName: "/X",
          Flags: 4,
          FontFile2: file.add(nestedBomb()),
        },
      }),
    ),
  ),
  fontCase("composite without descendants", {
    Type: "/Font",
    Subtype: "/Type0",
    Encoding: "/Identity-H",
  }),
  fontCase("unknown character map", compositeFont({ Encoding: "/No-Such-Map-H" }), "<00410042> Tj"),
  fontCase(
    "glyphs that draw themselves",
    (file) => {
      const ref = file.reserve();
      const glyph = file.stream("500 0 d0 BT /F9 1 Tf (a) Tj ET");
      file.set(ref, {
        Type: "/Font",
        Subtype: "/Type3",
        FontBBox: [0, 0, 1000, 1000],
        FontMatrix: [0.001, 0, 0, 0.001, 0, 0],
        FirstChar: 97,
        LastChar: 97,
        Widths: [500],
        CharProcs: { a: glyph },
        Encoding: { Differences: [97, "/a"] },
        Resources: { Font: { F9: ref } },
      });
      return ref;
    },
    `(${"a".repeat(100)}) Tj`,
  ),
  {
    name: "font: not in the resources",
    build: () => withContent("BT /NoSuch 9 Tf 64 600 Td (1,234.50) Tj ET"),
    outcomes: EXPECTED,
  },
  {
    name: "font: none chosen",
    build: () => withContent("BT 64 600 Td (1,234.50) Tj ET"),
    outcomes: EXPECTED,
  },
];

const XFA = `<xdp:xdp xmlns:xdp="http://ns.adobe.com/xdp/"><template xmlns="http://www.xfa.org/schema/xfa-template/3.3/"><subform name="a"/></template></xdp:xdp>`;

const WITHOUT_TABLES: readonly HostileCase[] = [
  { name: "scanned page", build: () => buildScan(), outcomes: ["no_text_layer"] },
  { name: "twelve scanned pages", build: () => buildScan(12), outcomes: ["no_text_layer"] },
  { name: "blank page", build: () => buildPdf({ pages: [{ content: "" }] }), outcomes: NO_TABLE },
  {
    name: "form whose pages are made by its reader (XFA)",
    build: () =>
      buildPdf({
        pages: [{ content: "BT /F1 12 Tf 72 700 Td (Please wait...) Tj ET" }],
        catalog: (file) => ({
          NeedsRendering: true,
          AcroForm: { Fields: [], XFA: file.stream(XFA) },
        }),
      }),
    outcomes: ["unsupported_feature"],
  },
  {
    name: "text whose codes nothing explains",
    build: () =>
      buildPdf({
        pages: [
          {
            content: Array.from(
              { length: 20 },
              (_, i) =>
                `BT /F9 10 Tf 64 ${700 - i * 14} Td <0102030405> Tj 200 0 Td <060708> Tj ET`,
            ).join("\n"),
          },
        ],
        fonts: { F9: unmappedFont },
      }),
    outcomes: NO_TABLE,
  },
  {
    name: "composite font without a map to Unicode",
    build: () =>
      buildPdf({
        pages: [{ content: `BT /F9 10 Tf 64 700 Td ${identityText("Total 12.50")} Tj ET` }],
        fonts: { F9: identityFont(false) },
      }),
    outcomes: NO_TABLE,
  },
];

export const HOSTILE_PAGES: readonly HostileCase[] = [
  ...CONTENTS,
  ...GEOMETRY,
  ...BOXES,
  ...OBJECTS,
  ...FONTS,
  ...WITHOUT_TABLES,
  { name: "nothing wrong", build: () => soundPdf(), outcomes: ["complete"] },
];
