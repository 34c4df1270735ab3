// What may stand in the head of a part and around the parts, as clients send it.
import { describe, expect, it } from "vitest";
import { readAll } from "../../src/core/byte-source.ts";
import { cleanFilename } from "../../src/http/declared-name.ts";
import { openFilePart } from "../../src/http/multipart.ts";
import { byteSource } from "../support/collect-rows.ts";

const TYPE = "multipart/form-data; boundary=xyz";
const MAX_BYTES = 1_000_000;
const DATA = "a,b\n1,2\n";

function latin1(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, "latin1"));
}

/** One part with the given head lines, its data, and the closing boundary. */
function part(head: readonly string[], data = DATA): string {
  return `--xyz\r\n${head.map((line) => `${line}\r\n`).join("")}\r\n${data}\r\n--xyz--\r\n`;
}

function named(parameters: string): string {
  return `Content-Disposition: form-data; ${parameters}`;
}

const FILE = named('name="file"; filename="tb.csv"');

/** The part of `body`, which is Latin-1 text of its bytes, in pieces of every size that matters. */
async function takeAll(body: string, type = TYPE) {
  const taken = await Promise.all(
    [1, 3, 64, 100_000].map(async (size) => {
      const { source, filename, mediaType } = await openFilePart(
        byteSource(latin1(body), size),
        type,
        MAX_BYTES,
      );
      const text = new TextDecoder("latin1").decode(await readAll(source));
      return { filename, mediaType, text };
    }),
  );
  const [first] = taken;
  for (const other of taken) expect(other).toEqual(first);
  return first;
}

describe("the name of a part", () => {
  it.each<[string, string, string | null]>([
    ["plain", 'name="file"; filename="tb.csv"', "tb.csv"],
    ["without quotes", "name=file; filename=tb.csv", "tb.csv"],
    ["in UTF-8", 'name="file"; filename="B\xc3\xbccher.csv"', "Bücher.csv"],
    ["with a quote in it", 'name="file"; filename="a\\"b.csv"', 'a"b.csv'],
    ["with a path of Windows", 'name="file"; filename="C:\\\\Users\\\\me\\\\tb.csv"', "tb.csv"],
    ["with a path", 'name="file"; filename="../../etc/tb.csv"', "tb.csv"],
    ["empty", 'name="file"; filename=""', null],
    ["absent", 'name="file"', null],
  ])("is read when it is %s", async (_, parameters, expected) => {
    const taken = await takeAll(part([named(parameters)]));
    expect(cleanFilename(taken?.filename ?? null)).toBe(expected);
    expect(taken?.text).toBe(DATA);
  });

  it("of 8-bit characters that are no UTF-8 keeps its extension, and its bytes come through", async () => {
    const taken = await takeAll(
      part([named('name="file"; filename="B\xfccher.csv"')], "\xfc,\x80"),
    );
    expect(taken?.filename).toMatch(/^B.cher\.csv$/);
    expect(taken?.text).toBe("\xfc,\x80".replace("\x80", "€"));
  });
});

describe("the head of a part", () => {
  it.each<[string, readonly string[], string]>([
    ["a media type", [FILE, "Content-Type: text/csv; charset=utf-8"], "text/csv"],
    ["lower case", [FILE.toLowerCase(), "content-type: application/pdf"], "application/pdf"],
    // RFC 7578, 4.4: without one it is text/plain, which decides no format.
    ["no media type", [FILE], "text/plain"],
    [
      "a transfer encoding, which is history",
      [FILE, "Content-Transfer-Encoding: 8bit"],
      "text/plain",
    ],
  ])("may have %s", async (_, head, mediaType) => {
    expect(await takeAll(part(head))).toEqual({ filename: "tb.csv", mediaType, text: DATA });
  });

  it.each<[string, string]>([
    ["without a disposition", part(["Content-Type: text/csv"])],
    ["without a field name", part([named('filename="tb.csv"')])],
    ["of a field of another name", part([named('name="__proto__"; filename="tb.csv"')])],
    ["that has no end", part([`X-Noise: ${"x".repeat(100_000)}`, FILE])],
    ["of hundreds of lines", part([...Array.from({ length: 200 }, (_, i) => `X-${i}: 1`), FILE])],
    ["whose lines end in LF alone", part([FILE]).replaceAll("\r\n", "\n")],
  ])("is refused %s", async (_, body) => {
    await expect(takeAll(body)).rejects.toMatchObject({
      failure: { code: "malformed_multipart" },
    });
  });
});

describe("around the parts", () => {
  const field = `--xyz\r\n${named('name="note"')}\r\n\r\nhello\r\n`;

  it.each<[string, string]>([
    ["a preamble", `This is a multipart message.\r\n${part([FILE])}`],
    ["an epilogue", `${part([FILE])}The end.\r\n`],
    ["no last line break", part([FILE]).slice(0, -2)],
    ["fields ahead of the file", field + field + part([FILE])],
    ["fields behind the file", part([FILE]).replace("--xyz--\r\n", `${field}--xyz--\r\n`)],
    ["a field with a name of JavaScript", field.replace("note", "__proto__") + part([FILE])],
    ["a field longer than is kept", field.replace("hello", "x".repeat(5_000)) + part([FILE])],
  ])("there may be %s", async (_, body) => {
    expect(await takeAll(body)).toMatchObject({ filename: "tb.csv", text: DATA });
  });

  it.each<[string, boolean]>([
    ['multipart/form-data; boundary="xyz"', true],
    ["Multipart/Form-Data; charset=utf-8; boundary=xyz", true],
    ["multipart/form-data; boundary=", false],
    ["multipart/form-data; boundary", false],
    ["multipart/form-data", false],
    ["multipart/form-data; boundary=xy", false],
  ])("the boundary of %j is taken: %s", async (type, isTaken) => {
    const taking = takeAll(part([FILE]), type);
    if (isTaken) expect(await taking).toMatchObject({ text: DATA });
    else await expect(taking).rejects.toMatchObject({ failure: { code: "malformed_multipart" } });
  });
});
