// Fonts for tests: the standard ones, and such whose codes cannot be told, or only by a table.
import { widthsOf, type StandardFont } from "./font-widths.ts";
import type { PdfFile } from "./pdf-file.ts";
import type { PdfRef } from "./pdf-values.ts";

/** Puts a font into a file. */
export type FontMaker = (file: PdfFile) => PdfRef;

const FLAGS = { Helvetica: 32, "Helvetica-Bold": 32, "Times-Roman": 34, Courier: 33 };

/** With its widths, as PDF 1.5 and later ask for; not embedded. */
export function standardFont(font: StandardFont): FontMaker {
  return (file) =>
    file.add({
      Type: "/Font",
      Subtype: "/Type1",
      BaseFont: `/${font}`,
      Encoding: "/WinAnsiEncoding",
      FirstChar: 32,
      LastChar: 255,
      Widths: widthsOf(font),
      FontDescriptor: file.add({
        Type: "/FontDescriptor",
        FontName: `/${font}`,
        Flags: FLAGS[font],
        FontBBox: [-200, -250, 1200, 950],
        ItalicAngle: 0,
        Ascent: 750,
        Descent: -250,
        CapHeight: 720,
        StemV: 80,
      }),
    });
}

/** By its name alone. */
export function bareFont(name: string): FontMaker {
  return (file) => file.add({ Type: "/Font", Subtype: "/Type1", BaseFont: `/${name}` });
}

/** Glyphs have names that say nothing and there is no /ToUnicode: what a code means is not in the file. */
export const unmappedFont: FontMaker = (file) =>
  file.add({
    Type: "/Font",
    Subtype: "/Type3",
    FontBBox: [0, 0, 1000, 1000],
    FontMatrix: [0.001, 0, 0, 0.001, 0, 0],
    FirstChar: 1,
    LastChar: 96,
    Widths: Array.from({ length: 96 }, () => 500),
    CharProcs: Object.fromEntries(
      Array.from({ length: 96 }, (_, i) => [`x${i + 1}`, file.stream("500 0 d0 0 0 400 700 re f")]),
    ),
    Encoding: {
      Type: "/Encoding",
      Differences: [1, Array.from({ length: 96 }, (_, i) => `/x${i + 1}`).join(" ")],
    },
    Resources: {},
  });

/** Codes of two bytes as printing programs of office suites write them; their Unicode values are in a table. */
export function identityFont(hasToUnicode: boolean): FontMaker {
  return (file) =>
    file.add({
      Type: "/Font",
      Subtype: "/Type0",
      BaseFont: "/ABCDEF+Calibri",
      Encoding: "/Identity-H",
      DescendantFonts: [
        file.add({
          Type: "/Font",
          Subtype: "/CIDFontType2",
          BaseFont: "/ABCDEF+Calibri",
          CIDSystemInfo: { Registry: "(Adobe)", Ordering: "(Identity)", Supplement: 0 },
          DW: 500,
          FontDescriptor: file.add({
            Type: "/FontDescriptor",
            FontName: "/ABCDEF+Calibri",
            Flags: 4,
            FontBBox: [-500, -300, 1200, 950],
            ItalicAngle: 0,
            Ascent: 750,
            Descent: -250,
            CapHeight: 640,
            StemV: 80,
          }),
        }),
      ],
      ...(hasToUnicode && { ToUnicode: file.stream(TO_UNICODE) }),
    });
}

/** Codes of `identityFont`: the character less 29, as TrueType fonts often have them. */
const IDENTITY_SHIFT = 29;

/** @returns the hexadecimal string for `Tj`. */
export function identityText(text: string): string {
  const codes = Array.from(text, (character) => character.charCodeAt(0) - IDENTITY_SHIFT);
  return `<${codes.map((code) => code.toString(16).padStart(4, "0")).join("")}>`;
}

const TO_UNICODE = `/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange
1 beginbfrange
<0003> <00e2> <0020>
endbfrange
endcmap
end
end`;
