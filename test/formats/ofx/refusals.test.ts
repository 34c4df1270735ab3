// What is refused, with which code and place, and that limits hold at their edge.
import { describe, expect, it } from "vitest";
import { DEFAULT_LIMITS, MAX_ROW_BYTES } from "../../../guards/limits.ts";
import { parse } from "../../../src/formats/ofx/parse.ts";
import { GuardedSink } from "../../../src/intake/guarded-sink.ts";
import { StopSignal } from "../../../src/intake/stop.ts";
import { KIB, MIB } from "../../../src/core/units.ts";
import { CollectingSink, byteSource, parseContext } from "../../support/collect-rows.ts";
import { RecordingWriter } from "../../support/recording-writer.ts";
import {
  aggregate,
  bankStatement,
  ofx,
  run,
  SGML_HEADER,
  SIGN_ON,
  statementOf,
  transaction,
  XML_HEADER,
} from "../../support/build-ofx.ts";

const WHOLE = statementOf(transaction(), transaction({ FITID: "2" }));

async function failureOf(content: string | Uint8Array, limits = {}) {
  const { failure } = await run(content, { limits });
  return failure;
}

describe("an empty file", () => {
  it.each(["", "\r\n\r\n", "   \t", "\ufeff", "\ufeff\r\n", "\0\0"])(
    "is refused: %j",
    async (content) => {
      expect(await failureOf(content)).toMatchObject({ code: "empty_file" });
    },
  );
});

describe("a file without a statement", () => {
  it.each([
    ["a header alone", SGML_HEADER],
    ["an XML header alone", XML_HEADER],
    ["a text", "Dear customer, your statement is ready."],
    ["an empty root", `${SGML_HEADER}<OFX></OFX>`],
    ["a lower-case root", `${SGML_HEADER}<ofx></ofx>`],
    ["a sign-on", ofx()],
    [
      "other responses",
      ofx("<PROFMSGSRSV1><PROFTRNRS><PROFRS><X>1</PROFRS></PROFTRNRS></PROFMSGSRSV1>"),
    ],
    [
      "a list of accounts",
      ofx(
        "<SIGNUPMSGSRSV1><ACCTINFOTRNRS><ACCTINFORS><BANKACCTINFO><BANKACCTFROM><ACCTID>1234567</BANKACCTFROM></BANKACCTINFO></ACCTINFORS></ACCTINFOTRNRS></SIGNUPMSGSRSV1>",
      ),
    ],
  ])("is refused: %s", async (_, content) => {
    const failure = await failureOf(content);
    expect(failure).toMatchObject({ code: "no_statement" });
    expect(failure?.detail).not.toContain("1234567");
  });
});

describe("a file that ends early", () => {
  it("is refused wherever it was cut off", async () => {
    const from = WHOLE.indexOf("<OFX>") + "<OFX>".length;
    const end = WHOLE.lastIndexOf("</OFX>") + "</OFX>".length;
    for (let length = from; length < end; length += 1) {
      expect(
        await failureOf(WHOLE.slice(0, length)),
        WHOLE.slice(0, length).slice(-20),
      ).toMatchObject({
        code: "truncated_file",
      });
    }
  });

  it("is refused wherever it was cut off with closed elements", async () => {
    const whole =
      XML_HEADER +
      aggregate("OFX", bankStatement(aggregate("BANKTRANLIST", transaction({}, true))));
    const from = whole.indexOf("<OFX>") + "<OFX>".length;
    for (let length = from; length < whole.lastIndexOf("</OFX>") + 6; length += 1) {
      expect(await failureOf(whole.slice(0, length))).toMatchObject({ code: "truncated_file" });
    }
  });

  it("says where, by known names, the number of the statement and the byte", async () => {
    const content = WHOLE.slice(0, WHOLE.indexOf("<FITID>2"));
    expect(await failureOf(content)).toMatchObject({
      code: "truncated_file",
      detail: expect.stringContaining(
        "OFX/BANKMSGSRSV1/STMTTRNRS/STMTRS/BANKTRANLIST/STMTTRN (statement 1)",
      ) as string,
      at: { byte: content.lastIndexOf("<TRNAMT>") },
    });
  });

  it("does not name elements that nobody knows", async () => {
    const failure = await failureOf(`${SGML_HEADER}<OFX><JOHN.SMITH><BANKMSGSRSV1>`);
    expect(failure?.detail).toContain("OFX/?/BANKMSGSRSV1");
  });

  it.each(["<!-- never ended", "<![CDATA[ never ended", "<?php never ended", "<STMTTRN", "</OF"])(
    "is refused within %j",
    async (end) => {
      expect(await failureOf(WHOLE.replace("</OFX>", end))).toMatchObject({
        code: "truncated_file",
      });
    },
  );
});

describe("declarations", () => {
  it.each([
    [
      "a document type",
      `<!DOCTYPE OFX SYSTEM "http://example/x.dtd">${WHOLE.slice(SGML_HEADER.length)}`,
    ],
    ["one in lower case", `<!doctype ofx>${WHOLE.slice(SGML_HEADER.length)}`],
    ["an entity", WHOLE.replace("<OFX>", '<!ENTITY a "b"><OFX>')],
    ["one inside of a transaction", WHOLE.replace("<TRNTYPE>", "<!ELEMENT x ANY><TRNTYPE>")],
    [
      "one far behind",
      statementOf(...Array.from({ length: 3_000 }, () => transaction()), "<!DOCTYPE x>"),
    ],
  ])("are refused: %s", async (_, content) => {
    const at = content.search(/<!(?:doctype|entity|element)/i);
    expect(await failureOf(content)).toMatchObject({ code: "xml_unsafe", at: { byte: at } });
  });
});

describe("depth", () => {
  it("is limited", async () => {
    const max = DEFAULT_LIMITS.xmlDepth;
    const tower = (count: number) => `${SGML_HEADER}<OFX>${"<PAYEE>".repeat(count - 1)}`;
    expect(await failureOf(tower(max))).toMatchObject({ code: "truncated_file" });
    expect(await failureOf(tower(max + 1))).toMatchObject({
      code: "xml_unsafe",
      limit: { name: "xml_depth", max, found: max + 1 },
    });
  });
});

describe("sizes", () => {
  const ended = (name: string) => statementOf(transaction({ MEMO: name }));

  it.each([
    ["plain", "x"],
    ["with entities", "&"],
  ])("of a cell hold at the limit: %s", async (_, first) => {
    const limits = { cellBytes: 20 };
    for (const length of [19, 20]) {
      const { failure, tables } = await run(ended(first + "x".repeat(length - 1)), { limits });
      expect(failure).toBeNull();
      expect(String(tables[0]?.rows[0]?.[1][5])).toHaveLength(length);
    }
    expect(await failureOf(ended(first + "x".repeat(20)), limits)).toMatchObject({
      code: "cell_too_long",
      limit: { name: "cell_bytes", max: 20, found: 21 },
      at: { column: 6 },
    });
  });

  it("of an element that never ends are refused while they are read", async () => {
    const pieces = { reads: 0 };
    const source = byteSource(
      new TextEncoder().encode(`${SGML_HEADER}<OFX><MEMO>${"x".repeat(6 * MIB)}`),
      64 * KIB,
    );
    const counted = {
      read: () => {
        pieces.reads += 1;
        return source.read();
      },
    };
    const sink = new CollectingSink();
    await expect(
      parse({ access: "stream", source: counted }, sink, parseContext()),
    ).rejects.toMatchObject({
      failure: { code: "cell_too_long" },
    });
    expect(pieces.reads).toBeLessThan(60);
  });

  it("of a record are limited in all", async () => {
    const element = `<X.NOTE>${"x".repeat(MIB - 100)}`;
    const fits = statementOf(transaction().replace("</STMTTRN>", `${element.repeat(3)}</STMTTRN>`));
    expect(await failureOf(fits)).toBeNull();
    const beyond = fits.replace(element, element.repeat(2));
    expect(await failureOf(beyond)).toMatchObject({
      code: "expansion_limit",
      limit: { name: "row_bytes", max: MAX_ROW_BYTES },
    });
  });

  it("of rows and cells are those of the sink", async () => {
    const rows = (count: number) =>
      statementOf(
        ...Array.from({ length: count }, (_, index) => transaction({ FITID: String(index) })),
      );
    const read = async (count: number, limits: object) => {
      const all = { ...DEFAULT_LIMITS, ...limits };
      const sink = new GuardedSink(new RecordingWriter(), all, null, new StopSignal(), () => 0);
      const source = byteSource(new TextEncoder().encode(rows(count)));
      await parse({ access: "stream", source }, sink, parseContext({ limits }));
      sink.close();
      return sink.rows;
    };
    await expect(read(5, { rowsPerTable: 5 })).resolves.toBe(5);
    await expect(read(6, { rowsPerTable: 5 })).rejects.toMatchObject({
      failure: { code: "rows_exceeded", limit: { max: 5, found: 6 } },
    });
    await expect(read(5, { cellsPerFile: 50 })).resolves.toBe(5);
    await expect(read(6, { cellsPerFile: 50 })).rejects.toMatchObject({
      failure: { code: "cells_exceeded" },
    });
  });

  it("of names and tables are limited", async () => {
    const names = Array.from({ length: 2_000 }, (_, index) => `<N${index}>1`).join("");
    expect(await failureOf(`${SGML_HEADER}<OFX>${names}</OFX>`)).toMatchObject({
      code: "corrupt_file",
      limit: { name: "element_names" },
    });
    const statements = bankStatement().repeat(10_001);
    expect(await failureOf(ofx(statements))).toMatchObject({
      code: "expansion_limit",
      limit: { name: "tables_per_file", max: 10_000 },
    });
  });
});

describe("what is said of many tables", () => {
  it("is limited in all", async () => {
    const facts = Array.from({ length: 60 }, (_, index) => `<F${index}>${"x".repeat(1_000)}`).join(
      "",
    );
    const signOn = SIGN_ON.replace("</SONRS>", `<FI>${facts}</FI></SONRS>`);
    const content = ofx(bankStatement().repeat(1_000)).replace(SIGN_ON, signOn);
    expect(await failureOf(content)).toMatchObject({
      code: "expansion_limit",
      limit: { name: "table_meta_characters" },
    });
  });
});

describe("bytes that are no text", () => {
  it.each([
    ["a picture", Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 1, 2, 3])],
    ["noise", Uint8Array.from({ length: 5_000 }, (_, index) => (index * 7919) & 0xff)],
  ])("are refused: %s", async (_, bytes) => {
    expect((await failureOf(bytes))?.code).toMatch(
      /^(?:no_statement|undecodable_text|truncated_file)$/,
    );
  });

  it("behind the end of a file are nothing", async () => {
    const { failure, warnings } = await run(`${WHOLE}\0\0\u001a`);
    expect(failure).toBeNull();
    expect(warnings.map(({ code }) => code)).toEqual([]);
  });
});

describe("a parse that has to stop", () => {
  it("returns at once", async () => {
    const file = await run(WHOLE, { shouldStop: () => true });
    expect(file).toEqual({ tables: [], warnings: [], failure: null });
    expect(SIGN_ON).toContain("SONRS");
  });
});
