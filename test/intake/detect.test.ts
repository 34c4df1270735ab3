import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FORMATS, type FormatId } from "../../src/formats/registry.ts";
import { isContainer, readContentFacts } from "../../src/intake/content-facts.ts";
import { detectFormat, type Declaration } from "../../src/intake/detect.ts";
import { buildZip, utf8 } from "../support/build-zip.ts";

const UNNAMED: Declaration = { extension: null, mediaType: null, format: null };
const FIXTURES = join(import.meta.dirname, "../fixtures");

function detect(bytes: Uint8Array | string, declared: Partial<Declaration> = {}) {
  const whole = typeof bytes === "string" ? utf8(bytes) : bytes;
  return detectFormat(readContentFacts(whole, whole), { ...UNNAMED, ...declared }, true);
}

/** The chosen format and what chose it, or the code and sentence of the refusal. */
function verdict(bytes: Uint8Array | string, declared: Partial<Declaration> = {}): string {
  const found = detect(bytes, declared);
  if (found === null) return "undecided";
  return "code" in found
    ? `${found.code}: ${found.detail}`
    : `${found.format.id} by ${found.detectedBy}`;
}

function utf16(text: string, hasMark: boolean): Uint8Array {
  return new Uint8Array(Buffer.from((hasMark ? "\ufeff" : "") + text, "utf16le"));
}

function latin1(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, "latin1"));
}

describe("detectFormat by content alone", () => {
  it.each<[string, Uint8Array | string, string]>([
    ["commas", "a,b\n1,2\n", "csv by content"],
    ["semicolons", "a;b\n1;2\n", "csv by content"],
    ["one column", "a\n1\n2\n", "csv by content"],
    ["tabs", "a\tb\n1\t2\n", "tsv by content"],
    ["UTF-16 with a mark", utf16("a\tb\n1\t2\n", true), "tsv by content"],
    ["UTF-16 without one", utf16("a,b\n1,2\n", false), "csv by content"],
    ["Windows-1252", latin1("Soll;Haben;W\xe4hrung\n1;2;EUR\n"), "csv by content"],
    ["a stray NUL in text", `a,b\n1,\0\n${"1,2\n".repeat(50)}`, "csv by content"],
    ["an OFX header", "OFXHEADER:100\n<OFX>", "ofx by content"],
    ["OFX in XML", '<?xml version="1.0"?><?OFX OFXHEADER="200"?><OFX>', "ofx by content"],
    ["OFX with a blank in its tag", "<OFX >", "ofx by content"],
    ["an IIF header", "!TRNS\tDATE\nTRNS\t1/1/2025\n", "iif by content"],
    ["IIF with commas", "!ACCNT,NAME\nACCNT,Cash\n", "iif by content"],
    ["a list that speaks of PDF", "id,header\n1,%PDF-1.4\n", "csv by content"],
    ["a list that speaks of OFX", "id,tag\n1,<OFX>\n2,<?OFX \n", "csv by content"],
    ["tabs, with commas in the fields", "Name\tSum\nDoe, J.\t1,50\n", "tsv by content"],
    ["a PDF behind junk", `junk\n%PDF-1.4\n${"\0\x01".repeat(40)}`, "pdf by content"],
    [
      "the XML of Excel 2003",
      '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
      "xls by content",
    ],
    [
      "a flat ODS",
      '<?xml?><office:document office:mimetype="application/vnd.oasis.opendocument.spreadsheet">',
      "ods by content",
    ],
  ])("tells %s", (_, bytes, expected) => {
    expect(verdict(bytes)).toBe(expected);
  });

  it.each<[string, Uint8Array | string, RegExp]>([
    ["PNG", latin1("\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), /a PNG image/],
    ["JPEG", latin1("\xff\xd8\xff\xe0\0\x10JFIF"), /a JPEG image/],
    ["gzip", latin1("\x1f\x8b\x08\0\0\0\0\0"), /a gzip archive/],
    ["UTF-32", latin1("\xff\xfe\0\0a\0\0\0"), /UTF-32/],
    [
      "a Word document",
      buildZip({ parts: [{ name: "word/document.xml", data: "<w/>" }] }),
      /a Word document/,
    ],
    [
      "another ZIP",
      buildZip({ parts: [{ name: "readme.txt", data: "x" }] }),
      /a ZIP archive without a workbook/,
    ],
    ["HTML", "<!DOCTYPE html><html><table></table></html>", /an HTML page/],
    ["XML", '<?xml version="1.0"?><invoice/>', /an XML document/],
    ["JSON", '[{"a": 1}]', /a JSON document/],
    ["noise", new Uint8Array(512).map((_, i) => (i * 73) % 32), /binary data/],
  ])("refuses %s and says what it is", (_, bytes, sentence) => {
    expect(verdict(bytes)).toMatch(/^unsupported_type: The file is /);
    expect(verdict(bytes)).toMatch(sentence);
  });

  it("asks for the whole of a container whose head does not tell", () => {
    const zip = buildZip({
      parts: [
        { name: "a", data: "x" },
        { name: "xl/workbook.xml", data: "<w/>" },
      ],
    });
    const facts = readContentFacts(zip.subarray(0, 31), null);
    expect(isContainer(facts)).toBe(true);
    expect(detectFormat(facts, UNNAMED, false)).toBeNull();
    expect(verdict(zip)).toBe("xlsx by content");
  });

  it("leaves a container without a directory to the format of its name, which reports the damage", () => {
    const zip = buildZip({ parts: [{ name: "x".repeat(100), data: "x" }] }).subarray(0, 40);
    expect(verdict(zip, { extension: ".xlsx" })).toBe("xlsx by name");
    expect(verdict(zip)).toMatch(/^unsupported_type/);
  });

  it("tells every fixture of a format with a signature, whatever its name", () => {
    const decisive: FormatId[] = ["xls", "ods", "pdf", "ofx", "iif"];
    const names = fc.constantFrom(null, ".csv", ".txt", ".xlsx", ".xls", ".pdf", ".ofx", ".dat");
    for (const id of decisive) {
      const folder = join(FIXTURES, id);
      const files = readdirSync(folder).filter((name) => !/\.(json|md)$/.test(name));
      expect(files.length).toBeGreaterThan(0);
      for (const file of files) {
        const bytes = new Uint8Array(readFileSync(join(folder, file)));
        fc.assert(
          fc.property(names, (extension) => verdict(bytes, { extension }) === `${id} by content`),
        );
      }
    }
  });
});

describe("detectFormat by name and media type", () => {
  it.each<[string, Partial<Declaration>, string]>([
    ["a,b\n1,2\n", { extension: ".txt" }, "tsv by name"],
    ["a\tb\n1\t2\n", { extension: ".csv" }, "csv by name"],
    ["a,b\n1,2\n", { mediaType: "text/tab-separated-values" }, "tsv by media_type"],
    ["a,b\n1,2\n", { extension: ".csv", mediaType: "text/tab-separated-values" }, "csv by name"],
    ["a,b\n1,2\n", { mediaType: "text/plain" }, "csv by content"],
    ["a,b\n1,2\n", { mediaType: "application/vnd.ms-excel" }, "csv by content"],
    ["a,b\n1,2\n", { mediaType: "application/octet-stream" }, "csv by content"],
    ['["a",1]\n["b",2]\n', { extension: ".csv" }, "csv by name"],
    ["OFXHEADER:100\n<OFX>", { extension: ".csv", mediaType: "text/csv" }, "ofx by content"],
  ])("reads %j under %j", (text, declared, expected) => {
    expect(verdict(text, declared)).toBe(expected);
  });

  it.each<[string, Partial<Declaration>, boolean]>([
    ["a,b\n", { extension: ".csv" }, false],
    ["a,b\n", { extension: ".xlsx" }, true],
    ["a,b\n", { extension: ".dat" }, false],
    ["a,b\n", { mediaType: "application/pdf" }, true],
    ["a,b\n", { mediaType: "application/vnd.ms-excel" }, false],
    ["a,b\n", { extension: ".csv", mediaType: "application/pdf" }, false],
    ["OFXHEADER:100\n<OFX>", { extension: ".qbo" }, false],
    ["OFXHEADER:100\n<OFX>", { extension: ".csv" }, true],
  ])("warns of %j under %j: %s", (text, declared, expected) => {
    const found = detect(text, declared);
    expect(found !== null && "warning" in found && found.warning?.code === "type_mismatch").toBe(
      expected,
    );
  });

  it("takes the format that is asked for, and says when the content speaks against it", () => {
    for (const { id } of FORMATS) expect(verdict("a,b\n", { format: id })).toBe(`${id} by option`);
    expect(detect("a,b\n", { format: "iif" })).toMatchObject({ warning: null });
    expect(detect("OFXHEADER:100\n<OFX>", { format: "csv" })).toMatchObject({
      warning: { code: "type_mismatch" },
    });
    expect(verdict(latin1("\x89PNG\r\n\x1a\n"), { format: "csv" })).toBe("csv by option");
  });
});
