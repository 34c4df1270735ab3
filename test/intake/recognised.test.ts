import { describe, expect, it } from "vitest";
import { readContentFacts } from "../../src/intake/content-facts.ts";
import { detectFormat } from "../../src/intake/detect.ts";

const UNDECLARED = { extension: null, mediaType: null, format: null };

function detect(bytes: Uint8Array) {
  return detectFormat(readContentFacts(bytes, bytes), UNDECLARED, true);
}

function ofText(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Letters as a binary file has them: with bytes behind them that no text has. */
function ofBinary(letters: string): Uint8Array {
  const bytes = new Uint8Array(400);
  for (let i = 200; i < bytes.length; i++) bytes[i] = (i * 37) % 256;
  bytes.set(ofText(letters));
  return bytes;
}

describe("letters that begin files of other kinds", () => {
  it.each([
    "MZ,Mozambique\nMW,Malawi\n",
    "BZh,1\nBZi,2\n",
    "GIF8,1\n",
    "PAR1,PAR2\n1,2\n",
    "ARROW1,1\n",
    "Leftypist,1\n",
    "Account,WEBP,1\n",
    // The header of a price list as brokers write it.
    "<TICKER>,<PER>,<DATE>\nSBER,D,20250131\n",
    "<Dividend>,<Style>\n1,2\n",
  ])("do not keep the text %j from being read", (text) => {
    expect(detect(ofText(text))).toMatchObject({ format: { id: "csv" } });
  });

  it.each<[string, RegExp]>([
    ["MZ", /Windows program/],
    ["BZh", /bzip2/],
    ["GIF89a", /GIF/],
    ["PAR1", /Parquet/],
    ["ARROW1", /Arrow/],
  ])("name the binary file that begins with %s", (letters, what) => {
    expect(detect(ofBinary(letters))).toMatchObject({
      code: "unsupported_type",
      detail: expect.stringMatching(what),
    });
  });

  it.each<[string, RegExp]>([
    ["{\\rtf1\\ansi hello, world}", /RTF/],
    ["%!PS-Adobe-3.0\n%%Title: a,b\n", /PostScript/],
    ["<html><table><tr><td>1,2</td></tr></table></html>", /HTML/],
    ["<!-- export -->\n<table><tr><td>1</td></tr></table>", /HTML/],
    ["<style> .text { mso-number-format: '@' } </style><div>\n\t<table>", /HTML/],
    ['<div>\r\n\t<table cellspacing="0">', /HTML/],
    ['<?xml version="1.0"?><rows><row>1,2</row></rows>', /XML/],
    ["MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n", /MHTML/],
  ])("name the document %j, which is text itself", (text, what) => {
    expect(detect(ofText(text))).toMatchObject({
      code: "unsupported_type",
      detail: expect.stringMatching(what),
    });
  });
});
