// What is counted before pdf.js sees a document.
import { deflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { refuseTruncated, STREAM_LIMITS } from "../../../guards/pages.ts";
import { checkStreams } from "../../../src/formats/pdf/stream-check.ts";

function streamOf(data: Uint8Array | string, entries = ""): Uint8Array {
  return Buffer.concat([
    Buffer.from(`1 0 obj\n<< ${entries} /Length 1 >>\nstream\n`),
    Buffer.from(data),
    Buffer.from("\nendstream endobj"),
  ]);
}

function packed(text: string): Uint8Array {
  return deflateSync(text, { level: 9 });
}

describe("checkStreams", () => {
  it.each([
    ["a page of text", streamOf(packed("BT /F1 9 Tf (Cash) Tj ET"))],
    ["a stream that is not packed", streamOf("BT (Cash) Tj ET")],
    ["damaged data", streamOf(packed("BT (Cash) Tj ET").subarray(0, 9))],
    ["a picture, whatever its size", streamOf(packed(" ".repeat(17 << 20)), "/Subtype /Image")],
    ["as many states as are allowed", streamOf(packed("q ".repeat(STREAM_LIMITS.deepest)))],
  ])("lets %s pass", async (_, bytes) => {
    expect((await checkStreams(bytes)).failure).toBeNull();
  });

  it.each([
    [
      "content that unpacks to more",
      packed(" ".repeat(STREAM_LIMITS.contentBytes + 1)),
      "content_bytes",
    ],
    [
      "content packed twice",
      deflateSync(packed(" ".repeat(STREAM_LIMITS.contentBytes + 1))),
      "content_bytes",
    ],
    [
      "letters without end",
      packed(`(${"a".repeat(STREAM_LIMITS.letters + 1)}) Tj`),
      "content_letters",
    ],
    ["states within states", packed("q ".repeat(STREAM_LIMITS.deepest + 1)), "saved_states"],
    [
      "maps of all codes",
      packed("1 beginbfrange\n<000000> <fffffe> <0020>\nendbfrange "),
      "mapped_codes",
    ],
  ])("refuses %s", async (_, data, name) => {
    const { failure } = await checkStreams(streamOf(data));
    expect(failure).toMatchObject({ limit: { name } });
  });
});

describe("refuseTruncated", () => {
  const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

  it("wants an end mark", () => {
    expect(refuseTruncated(encode("%PDF-1.4\n1 0 obj"))?.code).toBe("truncated_file");
    expect(refuseTruncated(encode("%PDF-1.4\n%%EOF\n"))).toBeNull();
  });

  it("believes a linearized file that is longer than it is", () => {
    const file = (length: number): Uint8Array =>
      encode(`%PDF-1.4\n1 0 obj << /Linearized 1 /L ${length} >> %%EOF`);
    expect(refuseTruncated(file(1_000))?.code).toBe("truncated_file");
    expect(refuseTruncated(file(10))).toBeNull();
  });
});
