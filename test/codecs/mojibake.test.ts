import { describe, expect, it } from "vitest";
import { findMojibake } from "../../src/codecs/mojibake.ts";

/** As a program that takes UTF-8 for windows-1252 shows it. */
function misread(text: string): string {
  return new TextDecoder("windows-1252").decode(new TextEncoder().encode(text));
}

describe("findMojibake", () => {
  const garbled = [
    "Café",
    "Käufer",
    "für",
    "Größe",
    "12 €",
    "3 µm",
    "£5",
    "Señor",
    "“quoted”",
    "it’s",
  ];
  it.each(garbled)("finds it in what %s became", (text) => {
    expect(findMojibake(`a,b\n${misread(text)}`)).toBeGreaterThanOrEqual(4);
  });

  const good = [
    "Café",
    "NÃO",
    "ÂNGULO",
    "“GROẞE BRÜCKE, Å”",
    "5 €",
    "it’s",
    "Zürich – Åre",
    "ÄÖÜ",
    "Â°",
  ];
  it.each(good)("leaves %s alone", (text) => {
    expect(findMojibake(text)).toBeNull();
  });

  it("gives the first place", () => {
    expect(findMojibake(`plain,${misread("é")},${misread("ü")}`)).toBe(6);
  });
});
