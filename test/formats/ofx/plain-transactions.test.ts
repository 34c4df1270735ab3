// Plain transactions are read from the bytes, others through elements: both have to give the same.
import { execFileSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AutomatonSettings } from "../../../src/codecs/ofx-automaton.ts";
import { PlainTransactions } from "../../../src/formats/ofx/plain-transactions.ts";
import { SeenFitids } from "../../../src/formats/ofx/fitids.ts";
import { aggregate, run, statementOf, transaction } from "../../support/build-ofx.ts";

const encoder = new TextEncoder();
const SETTINGS: AutomatonSettings = {
  currency: encoder.encode("EUR"),
  zone: encoder.encode("[-5:EST]"),
  offset: encoder.encode("-05:00"),
  firstDay: 20250101,
  lastDay: 20250131,
  maxCellBytes: 1_000,
  row: 7,
};

/** What is read of a transaction, and of what follows it, as one that is plain. */
function readPlain(content: string, end?: number, settings: Partial<AutomatonSettings> = {}) {
  const bytes = encoder.encode(content);
  const rows: unknown[] = [];
  const hashes: number[] = [];
  let sum = { units: 0n, scale: 0 };
  const consumed = new PlainTransactions().read(
    bytes,
    "<STMTTRN>".length,
    end ?? bytes.length,
    () => ({ ...SETTINGS, ...settings }),
    (found) => {
      const lines = new TextDecoder().decode(found.block.lines).trimEnd().split("\n");
      rows.push(...lines.map((line) => JSON.parse(line) as unknown));
      hashes.push(...found.hashes);
      ({ sum } = found);
    },
  );
  return { rows, consumed, sum, hashes };
}

function isPlain(content: string): boolean {
  return readPlain(`${content}<`).rows.length === 1;
}

describe("the binary", () => {
  it("is what its source gives", () => {
    const root = join(import.meta.dirname, "../../..");
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
      scripts: Record<string, string>;
    };
    const [, ...options] = scripts["wasm:ofx"]?.split(" ") ?? [];
    const outFile = options.indexOf("--outFile") + 1;
    const path = join(root, options[outFile] ?? "");
    options[outFile] = join(tmpdir(), `ofx-automaton-${process.pid}.wasm`);
    const compiler = join(root, "node_modules/assemblyscript/bin/asc.js");
    execFileSync(process.execPath, [compiler, ...options], { cwd: root });
    expect(readFileSync(options[outFile]).equals(readFileSync(path))).toBe(true);
    rmSync(options[outFile]);
  }, 60_000);
});

describe("a transaction", () => {
  it.each([
    ["as it should be", transaction()],
    ["with closed elements", transaction({}, true)],
    ["on one line", transaction({}, true).replaceAll("\r\n", "")],
    [
      "with a time and the zone that is known",
      transaction({ DTPOSTED: "20250115120000.000[-5:EST]" }),
    ],
    ["with a time", transaction({ DTPOSTED: "20250115235960" })],
    ["with a plus", transaction({ TRNAMT: "+1.50" })],
    ["with a date of the user", transaction({ DTUSER: "20240229120000[-5:EST]" })],
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
    ["with another zone", transaction({ DTPOSTED: "20250115120000[-6:CST]" })],
    ["with a time that is none", transaction({ DTPOSTED: "20250115240000" })],
    ["outside of the period", transaction({ DTPOSTED: "20250201" })],
    ["without an amount", transaction({ TRNAMT: null })],
    ["without a date", transaction({ DTPOSTED: "" })],
    ["without a FITID", transaction({ FITID: "" })],
    ["with a type that says another sign", transaction({ TRNAMT: "-1" })],
    ["with a debit above zero", transaction({ TRNTYPE: "DEBIT" })],
    ["with a balance", transaction({ ACCTBAL: "1" })],
    ["with many digits", transaction({ TRNAMT: "123456789012" })],
    ["with many decimals", transaction({ TRNAMT: "0.12345" })],
    ["with a long text", transaction({ MEMO: "x".repeat(1_001) })],
    ["with text behind it", `${transaction().trimEnd()}x`],
    ["with an aggregate", aggregate("STMTTRN", "<PAYEE><NAME>x</PAYEE>")],
    ["with a comment", transaction({ NAME: "a<!-- b -->" })],
    ["with a line break in a text", transaction({ MEMO: "a\r\nb" })],
    ["in lower case", transaction().toLowerCase()],
    ["without its end", transaction().replace("</STMTTRN>", "<STMTTRN>")],
  ])("is not plain %s", (_, content) => {
    expect(isPlain(content.trimEnd())).toBe(false);
  });

  it("that ends with what is there is left for later", () => {
    const content = `${transaction({ CHECKNUM: "12" }, true)}<`;
    for (let length = 9; length < content.length; length += 1) {
      expect(readPlain(content, length), content.slice(0, length)).toMatchObject({ consumed: 0 });
    }
    expect(readPlain(content)).toMatchObject({ consumed: content.length - 1 });
  });

  it("is a row with its cells, its sum and the numbers of its FITID", () => {
    const content = transaction({
      DTPOSTED: "20250115120000.5[-5:EST]",
      DTUSER: "20250114010203[-5:EST]",
      TRNAMT: "-0.125",
      TRNTYPE: "POS",
      NAME: "Łódź",
      FITID: "é1",
    });
    const { rows, sum, hashes } = readPlain(`${content}${transaction({ FITID: "2" })}</`);
    expect(rows[0]).toEqual({
      row: 7,
      cells: [
        "2025-01-15",
        "-0.125",
        "POS",
        "é1",
        "Łódź",
        null,
        null,
        null,
        "EUR",
        "20250115120000.5[-5:EST]",
        "12:00:00.5",
        "-05:00",
        "2025-01-14T01:02:03-05:00",
      ],
    });
    expect(rows[1]).toMatchObject({ row: 8 });
    expect(sum).toEqual({ units: 12_375n, scale: 3 });
    const seen = new SeenFitids();
    const fitid = encoder.encode("é1");
    expect(seen.add(fitid, 0, fitid.length)).toBe(false);
    expect(seen.insert(hashes[0] ?? 0, hashes[1] ?? 0)).toBe(true);
    expect(seen.insert(hashes[2] ?? 0, hashes[3] ?? 0)).toBe(false);
  });

  it("is read with the next ones, however many there are", () => {
    const content = Array.from({ length: 5_000 }, (_, index) =>
      transaction({ FITID: String(index), MEMO: "x".repeat(index % 90) }),
    );
    const text = `${content.join("")}</BANKTRANLIST>`;
    let [at, rows] = [0, 0];
    for (;;) {
      const read = readPlain(text.slice(at));
      if (read.consumed === 0) break;
      at += read.consumed;
      rows += read.rows.length;
    }
    expect(rows).toBe(5_000);
    expect(text.slice(at)).toBe("</BANKTRANLIST>");
  });

  it("is left alone where the currency has no room", () => {
    const currency = encoder.encode("x".repeat(65));
    expect(readPlain(`${transaction()}<`, undefined, { currency }).consumed).toBe(0);
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
    "20250115134500",
    "20250114010203.25[-5:EST]",
    "20250131[-5:EST]",
    "20250201",
    "00000000",
    "CREDIT",
    "DEBIT",
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
