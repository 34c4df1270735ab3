import { describe, expect, it } from "vitest";
import { listZipEntries, peekZipEntries } from "../../src/codecs/zip.ts";
import { buildZip, utf8 } from "../support/build-zip.ts";

const A = { name: "a.txt", data: "alpha alpha alpha" };
const B = { name: "dir/b.txt", data: "beta" };
const MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet";

describe("listZipEntries", () => {
  it("names the entries of the directory and the leading media type", () => {
    const bytes = buildZip({ parts: [{ name: "mimetype", data: MIMETYPE, method: 0 }, A] });
    expect(listZipEntries(bytes)).toEqual({ names: ["mimetype", "a.txt"], mimetype: MIMETYPE });
  });

  it("refuses nothing that merely is unsafe", () => {
    const bytes = buildZip({
      parts: [
        { ...A, name: "../x" },
        { ...A, name: "../X", flags: 1 },
      ],
    });
    expect(listZipEntries(bytes)?.names).toEqual(["../x", "../X"]);
  });

  it.each([
    ["no container", utf8("not a container at all, but long enough")],
    ["a cut one", buildZip({ parts: [A] }).subarray(0, 70)],
  ])("gives null for %s", (_, bytes) => {
    expect(listZipEntries(bytes)).toBeNull();
  });
});

describe("peekZipEntries", () => {
  it("walks the local headers from the front", () => {
    const bytes = buildZip({ parts: [{ name: "mimetype", data: MIMETYPE, method: 0 }, A, B] });
    expect(peekZipEntries(bytes.subarray(0, bytes.length - 185))).toEqual({
      names: ["mimetype", "a.txt", "dir/b.txt"],
      mimetype: MIMETYPE,
    });
  });

  it("ends at the first entry of unknown size", () => {
    const bytes = buildZip({ parts: [A, { ...B, hasDescriptor: true }, { ...A, name: "c" }] });
    expect(peekZipEntries(bytes).names).toEqual(["a.txt", "dir/b.txt"]);
  });

  it("finds nothing where no container begins", () => {
    expect(peekZipEntries(utf8("plain text"))).toEqual({ names: [], mimetype: null });
  });
});
