// Plain transactions are read from the bytes, others through elements: both have to give the same.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TRANSACTIONS } from "../../../src/formats/ofx/columns.ts";
import { PlainTransactions } from "../../../src/formats/ofx/plain-transactions.ts";
import { OfxRecord } from "../../../src/formats/ofx/record.ts";
import { parseContext } from "../../support/collect-rows.ts";
import { aggregate, run, statementOf, transaction } from "../../support/build-ofx.ts";

const encoder = new TextEncoder();

/** Whether the transaction is read as a plain one, up to its end. */
function isPlain(content: string): boolean {
  const record = new OfxRecord(
    parseContext().limits,
    () => "",
    () => undefined,
  );
  record.begin(TRANSACTIONS, "STMTTRN");
  const plain = new PlainTransactions(TRANSACTIONS, record.cells, record.dates, 1_000);
  const bytes = encoder.encode(`${content}<`);
  const from = encoder.encode("<STMTTRN>").length;
  return plain.read(bytes, from, bytes.length - 1) === encoder.encode(content).length;
}

describe("a transaction", () => {
  it.each([
    ["as it should be", transaction()],
    ["with closed elements", transaction({}, true)],
    ["on one line", transaction({}, true).replaceAll("\r\n", "")],
    ["with a zone", transaction({ DTPOSTED: "20250115120000.000[-5:EST]" })],
    ["with letters outside of ASCII", transaction({ NAME: "Łódź" })],
    ["with an empty element", transaction({ MEMO: "" })],
  ])("is plain %s", (_, content) => {
    expect(isPlain(content.trimEnd())).toBe(true);
  });

  it.each([
    ["with an entity", transaction({ NAME: "AT&amp;T" })],
    ["with a quotation mark", transaction({ NAME: '2" pipe' })],
    ["with an element nobody knows", transaction({ XYZ: "1" })],
    ["with an element twice", transaction({}).replace("<NAME>", "<NAME>a<NAME>")],
    ["with an amount in another form", transaction({ TRNAMT: "1,50" })],
    ["with a date that is none", transaction({ DTPOSTED: "20250230" })],
    ["with an aggregate", aggregate("STMTTRN", "<PAYEE><NAME>x</PAYEE>")],
    ["with a comment", transaction({ NAME: "a<!-- b -->" })],
    ["with a line break in a text", transaction({ MEMO: "a\r\nb" })],
    ["in lower case", transaction().toLowerCase()],
    ["without its end", transaction().replace("</STMTTRN>", "<STMTTRN>")],
  ])("is not plain %s", (_, content) => {
    expect(isPlain(content.trimEnd())).toBe(false);
  });

  it("that ends with what is there is left for later", () => {
    const content = transaction({}, true).trimEnd();
    for (let length = 9; length < content.length; length += 1) {
      const record = new OfxRecord(
        parseContext().limits,
        () => "",
        () => undefined,
      );
      record.begin(TRANSACTIONS, "STMTTRN");
      const plain = new PlainTransactions(TRANSACTIONS, record.cells, record.dates, 1_000);
      const bytes = encoder.encode(content);
      // The window ends within; a stale tail stands behind it.
      bytes[length] = 0x3c;
      expect(plain.read(bytes, 9, length)).toBe(-1);
    }
  });
});

const text = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({
    unit: fc.constantFrom(
      "a",
      " ",
      "&",
      ";",
      "<",
      ">",
      "/",
      '"',
      "\\",
      "é",
      "\r\n",
      "\t",
      "1",
      ".",
    ),
    maxLength: 12,
  }),
  fc.constantFrom(
    "20250115",
    "20250230",
    "20250115120000[-5:EST]",
    "00000000",
    "-0.10",
    "1,234",
    "1.234,5",
    "+3",
    "00.5",
    "-0",
    "5.",
  ),
);
const element = fc.record({
  name: fc.constantFrom(
    ..."TRNTYPE DTPOSTED TRNAMT FITID NAME MEMO CHECKNUM REFNUM DTUSER ACCTBAL CURRENCY PAYEE SIC X.Y trnamt".split(
      " ",
    ),
  ),
  value: text,
  isClosed: fc.boolean(),
  gap: fc.constantFrom("", "\r\n", "  "),
});
const elements = fc.array(element, { maxLength: 9 });

describe("transactions of any kind", () => {
  it("come out as they do when none is read as a plain one", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(elements, { minLength: 1, maxLength: 5 }), async (all) => {
        const write = (start: string) =>
          all.map((list) => {
            const content = list
              .map(
                ({ name, value, isClosed, gap }) =>
                  `<${name}>${value}${isClosed ? `</${name}>` : ""}${gap}`,
              )
              .join("");
            return `${start}${content}</STMTTRN>\r\n`;
          });
        const plain = await run(statementOf(...write("<STMTTRN>")));
        // A blank in the tag makes no difference but to the one that looks for plain ones … which it
        // is offered all the same; a comment is one.
        const general = await run(statementOf(...write("<STMTTRN><!-- -->")));
        const summary = ({ tables, warnings, failure }: typeof plain) => ({
          rows: tables.map(({ rows, endMeta }) => [rows, endMeta]),
          warnings: warnings.map(({ code, message, at }) => [code, message, at?.row, at?.column]),
          failure: failure?.code,
        });
        expect(summary(plain)).toEqual(summary(general));
      }),
      { numRuns: 400 },
    );
  });
});
