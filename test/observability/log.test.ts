import { describe, expect, it } from "vitest";
import { createParseLog, toLogLine } from "../../src/observability/log.ts";
import { factsWith } from "../support/parse-facts.ts";

describe("createParseLog", () => {
  it("writes one line of JSON with the fields of a parse, in order", () => {
    const lines: string[] = [];
    createParseLog((line) => lines.push(line))(
      factsWith({ outcome: "failed", code: "corrupt_file", fault: "file" }),
    );
    expect(lines).toEqual([
      '{"event":"parse","time":"2026-11-24T09:00:00.000Z","parse_id":"p1","format":"xlsx",' +
        '"tier":"solo","account":"acct_1","outcome":"failed","code":"corrupt_file","fault":"file",' +
        '"rows":10,"bytes":3000,"duration_ms":45,"tracked":true}',
    ]);
  });

  it("writes no field that is not on its list", () => {
    const facts = { ...factsWith(), filename: "salaries.csv", message: "cell 12" };
    expect(toLogLine(facts)).not.toMatch(/salaries|cell 12/);
  });

  it("stays one short line whatever an id holds", () => {
    const line = toLogLine(
      factsWith({ parseId: 'x"\n{"event":"parse"}\u2028', tier: "t".repeat(9999) }),
    );
    expect(line).not.toContain("\n");
    expect(line.length).toBeLessThan(1000);
    expect(JSON.parse(line)).toMatchObject({ parse_id: 'x"\n{"event":"parse"}\u2028' });
  });

  it("survives a time that is none and a write that throws", () => {
    expect(JSON.parse(toLogLine(factsWith({ at: NaN })))).toMatchObject({ time: null });
    const log = createParseLog(() => {
      throw new Error("full");
    });
    expect(() => log(factsWith())).not.toThrow();
  });
});
