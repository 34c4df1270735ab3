// Bombs on their way through the Worker, in its own runtime: refused, and the next upload is served.
import { beforeEach, describe, expect, it } from "vitest";
import { workbookWith } from "../support/build-bombs-zip.ts";
import { packRepeated, type Repeated } from "../support/repeated-content.ts";
import { buildSheet } from "../support/build-xlsx.ts";
import { post, prepareWorker, problemOf, recordsOf, settled } from "../support/worker-client.ts";

const KIB = 1024;
const MIB = 1024 * KIB;
const SHEET = "xl/worksheets/sheet1.xml";

/** How much a sheet holds, and so which engine unpacks it. */
const ENGINES: [string, number][] = [
  ["fflate", 100 * KIB],
  ["the runtime's zlib", 63 * MIB],
];

function sheetOf(spaces: number): Repeated {
  return {
    head: "<worksheet><sheetData>",
    unit: " ",
    count: spaces,
    tail: "</sheetData></worksheet>",
  };
}

beforeEach(prepareWorker);

async function send(bytes: Uint8Array): Promise<Response> {
  return post(bytes, { query: "filename=a.xlsx&header=none" });
}

async function expectServed(): Promise<void> {
  const records = await recordsOf(
    await send(buildSheet('<row r="1"><c r="A1"><v>1</v></c></row>')),
  );
  expect(records.at(-1)).toMatchObject({ status: "complete", rows: 1 });
  await settled("xlsx", ({ active }) => active === 0);
}

describe("a bomb", () => {
  it("of a ratio that the runtime's zlib unpacks is answered 422, and the next file is served", async () => {
    const bomb = workbookWith(SHEET, sheetOf(200 * MIB));
    expect(bomb.length).toBeGreaterThan(64 * KIB);
    expect(await problemOf(await send(bomb))).toMatchObject({
      http: 422,
      code: "expansion_limit",
      limit: { name: "inflate_ratio", max: 200 },
      at: { entry: SHEET },
    });
    await expectServed();
  });

  it.each(ENGINES)("that declares less than it holds is answered 422 by %s", async (_, count) => {
    const bomb = workbookWith(SHEET, sheetOf(2 * count), { size: 1_000 });
    expect(await problemOf(await send(bomb))).toMatchObject({
      http: 422,
      code: "archive_unsafe",
      limit: { name: "declared_bytes", max: 1_000 },
      at: { entry: SHEET },
    });
    await expectServed();
  });

  it.each(ENGINES)("whose checksum is wrong is answered 422 by %s", async (_, count) => {
    const bomb = workbookWith(SHEET, sheetOf(count), { crc32: 1 });
    expect(await problemOf(await send(bomb))).toMatchObject({
      http: 422,
      code: "corrupt_file",
      at: { entry: SHEET },
    });
  });

  it.each(ENGINES)("whose data is cut off is answered 422 by %s", async (_, count) => {
    const content = sheetOf(count);
    const compressedSize = packRepeated(content).data.length - 8;
    const bomb = workbookWith(SHEET, content, { compressedSize });
    expect(await problemOf(await send(bomb))).toMatchObject({
      http: 422,
      code: "truncated_file",
      at: { entry: SHEET },
    });
    await expectServed();
  });
});
