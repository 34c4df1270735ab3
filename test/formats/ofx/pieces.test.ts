// What is read does not depend on how a file is cut up: by the network, or into the parser's own
// blocks, whose borders are moved over every byte of a small file here.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KIB } from "../../../src/core/units.ts";
import { ElementReader, type ElementHandler } from "../../../src/formats/ofx/elements.ts";
import { parseContext } from "../../support/collect-rows.ts";
import {
  aggregate,
  bankStatement,
  ofx,
  run,
  SIGN_ON,
  statementOf,
  transaction,
} from "../../support/build-ofx.ts";

const BLOCK_BYTES = 256 * KIB;

const CONTENT = ofx(
  bankStatement(
    "<CURDEF>EUR<!-- a comment -->",
    aggregate(
      "BANKTRANLIST",
      "<DTSTART>20250101<DTEND>20250131",
      transaction({ NAME: "Łódź AT&amp;T", MEMO: "<![CDATA[a </b> c]]>" }, true),
      transaction({ FITID: "2", TRNAMT: "1,234", X1: "unknown", MEMO: "a < b" }),
      "stray",
      transaction({ FITID: "3" }).replace("</STMTTRN>", ""),
      transaction({ FITID: "4", NAME: "x".repeat(40) }),
    ),
    '<LEDGERBAL a="1"><BALAMT>5<DTASOF>20250131</LEDGERBAL >',
  ),
);

/** The same elements and texts, as a handler is told them. */
function eventsOf(content: string, sizes: readonly number[]): string[] {
  const events: string[] = [];
  const handler: ElementHandler = {
    begin: (id) => void events.push(`+${reader.nameOf(id)}`),
    leaf: (id) =>
      void events.push(
        `${reader.nameOf(id)}=${reader.tokenizer.text()}@${reader.tokenizer.offset}`,
      ),
    end: (id, isClosed) => void events.push(`-${reader.nameOf(id)} ${isClosed}`),
    mend: (what) => void events.push(`!${what}`),
    readPlain: () => 0,
  };
  const reader: ElementReader = new ElementReader(handler, parseContext().limits, (byte) => ({
    byte,
  }));
  const bytes = new TextEncoder().encode(content);
  let at = 0;
  for (const size of [...sizes, bytes.length]) {
    reader.tokenizer.push(bytes.subarray(at, at + size));
    at = Math.min(bytes.length, at + size);
    if (at === bytes.length) reader.tokenizer.finish();
    while (reader.read(100) === "more");
    if (at === bytes.length) break;
  }
  return events;
}

describe("a file in pieces", () => {
  it("gives the same elements wherever it is cut in two", () => {
    const whole = eventsOf(CONTENT, []);
    expect(whole.length).toBeGreaterThan(40);
    const { length } = new TextEncoder().encode(CONTENT);
    for (let cut = 1; cut < length; cut += 1) {
      const cutUp = eventsOf(CONTENT, [cut]);
      if (cutUp.join("\n") !== whole.join("\n")) expect([cut, cutUp]).toEqual([cut, whole]);
    }
  });

  it("gives the same elements in pieces of any sizes", () => {
    const whole = eventsOf(CONTENT, []);
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 30, maxLength: 90 }),
        (sizes) => {
          expect(eventsOf(CONTENT, sizes)).toEqual(whole);
        },
      ),
    );
  });

  it("gives the same rows as it arrives", async () => {
    const whole = await run(CONTENT);
    expect(whole.tables[0]?.rows).toHaveLength(4);
    for (const sizes of [1, 2, 3, 7, 4096]) expect(await run(CONTENT, { sizes })).toEqual(whole);
  });

  it("gives the same rows wherever a block ends", async () => {
    const plain = statementOf(
      transaction({ FITID: "1", CHECKNUM: "12" }),
      transaction({ FITID: "2", MEMO: "naïve" }),
      transaction({ FITID: "3" }, true),
    );
    for (const content of [plain, CONTENT]) {
      const whole = await run(content);
      const length = content.length - content.indexOf("<BANKMSGSRSV1>");
      for (let behind = 0; behind < length; behind += 7) {
        const padding = BLOCK_BYTES - content.indexOf("<BANKMSGSRSV1>") - behind;
        const padded = content.replace(SIGN_ON, () => SIGN_ON + " ".repeat(Math.max(0, padding)));
        const file = await run(padded, { sizes: 4 * BLOCK_BYTES });
        const summary = ({ tables, warnings }: typeof file) => [
          tables.map(({ rows, endMeta, meta }) => [rows, endMeta, meta]),
          warnings.map(({ code, at }) => [code, at?.row, at?.column]),
        ];
        if (JSON.stringify(summary(file)) !== JSON.stringify(summary(whole))) {
          expect([behind, summary(file)]).toEqual([behind, summary(whole)]);
        }
      }
    }
  }, 60_000);
});
