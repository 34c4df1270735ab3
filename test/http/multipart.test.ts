import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ByteSource } from "../../src/core/byte-source.ts";
import { openFilePart } from "../../src/http/multipart.ts";
import { byteSource } from "../support/collect-rows.ts";

const TYPE = "multipart/form-data; boundary=xyz";
const MAX_BYTES = 1_000_000;

interface Part {
  disposition: string;
  data: Uint8Array | string;
}

function form(parts: readonly Part[], end = "--xyz--\r\n"): Uint8Array {
  const pieces = parts.flatMap(({ disposition, data }) => [
    Buffer.from(`--xyz\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n`),
    Buffer.from(data),
    Buffer.from("\r\n"),
  ]);
  return new Uint8Array(Buffer.concat([...pieces, Buffer.from(end)]));
}

function file(data: Uint8Array | string, name = "file", filename = "a.csv"): Part {
  return { disposition: `name="${name}"; filename="${filename}"`, data };
}

async function take(body: Uint8Array, sizes: number | readonly number[] = 7, type = TYPE) {
  const part = await openFilePart(byteSource(body, sizes), type, MAX_BYTES);
  return { ...part, bytes: await readToEnd(part.source) };
}

async function readToEnd(source: ByteSource): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for (let bytes = await source.read(); bytes !== null; bytes = await source.read())
    parts.push(bytes.slice());
  return new Uint8Array(Buffer.concat(parts));
}

describe("openFilePart", () => {
  it("gives the bytes of the file however the body is cut up", async () => {
    // Bytes that look like boundaries are what a splitter gets wrong.
    const tricky = fc
      .constantFrom("\r\n", "--", "--xyz", "\r\n--xy", "\r\n--xyzz", "-", "x")
      .map((text) => Buffer.from(text));
    const noise = fc.uint8Array({ maxLength: 20 });
    const data = fc
      .array(fc.oneof(tricky, noise), { maxLength: 20 })
      .map((parts) => new Uint8Array(Buffer.concat(parts)));
    // What begins the part's data stands behind a line break as well.
    const isUnambiguous = (bytes: Uint8Array) =>
      !`\r\n${Buffer.from(bytes).toString("latin1")}`.includes("\r\n--xyz");
    await fc.assert(
      fc.asyncProperty(
        data.filter(isUnambiguous),
        fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }),
        async (bytes, sizes) => {
          const part = await take(form([file(bytes)]), sizes);
          expect(part.bytes).toEqual(bytes);
        },
      ),
    );
  });

  it("reads the name and the media type of the part", async () => {
    const part = {
      disposition: 'name="file"; filename="Bücher.csv"\r\nContent-Type: text/csv',
      data: "a",
    };
    expect(await take(form([part]))).toMatchObject({
      filename: "Bücher.csv",
      mediaType: "text/csv",
    });
  });

  it("takes a part of that name without a file name, after other fields, and an empty file", async () => {
    const field = { disposition: 'name="note"', data: "hello" };
    expect((await take(form([field, { disposition: 'name="file"', data: "a,b" }]))).bytes).toEqual(
      new Uint8Array(Buffer.from("a,b")),
    );
    expect((await take(form([file("")]))).bytes).toHaveLength(0);
  });

  it.each<[string, Uint8Array, string]>([
    ["two files", form([file("a"), file("b")]), TYPE],
    ["a file in another part", form([file("a", "upload")]), TYPE],
    ["fields only", form([{ disposition: 'name="note"', data: "x" }]), TYPE],
    ["no closing boundary", form([file("a,b\n1,2\n")], ""), TYPE],
    ["an end inside the file", form([file("a,b\n1,2\n")]).subarray(0, 80), TYPE],
    ["an end inside the head of the part", form([file("a")]).subarray(0, 30), TYPE],
    ["nothing in it", new Uint8Array(0), TYPE],
    ["another boundary than it says", form([file("a")]), "multipart/form-data; boundary=abc"],
    ["no boundary", form([file("a")]), "multipart/form-data"],
    ["noise", new Uint8Array(5_000).fill(0x41), TYPE],
    [
      "far too many fields",
      form([
        ...Array.from({ length: 40 }, (_, i) => ({ disposition: `name="f${i}"`, data: "x" })),
        file("a"),
      ]),
      TYPE,
    ],
  ])("refuses a body with %s", async (_, body, type) => {
    for (const sizes of [1, 64, 100_000]) {
      await expect(take(body, sizes, type)).rejects.toMatchObject({
        failure: { code: "malformed_multipart" },
      });
    }
  });

  it("holds what stands around the file to a limit", async () => {
    const body = form([{ disposition: 'name="note"', data: "x".repeat(5_000) }, file("a")]);
    await expect(openFilePart(byteSource(body, 500), TYPE, 4_000)).rejects.toMatchObject({
      failure: { code: "file_too_large" },
    });
  });
});
