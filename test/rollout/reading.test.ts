import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readValue, type Reading, type ReadingRule } from "../../src/rollout/reading.ts";

/** Reads digits; absence enables 7, an unreadable text enables nothing. */
const rule: ReadingRule<number> = {
  absent: 7,
  closed: 0,
  parse: (text) => (/^\d+$/.test(text) ? Number(text) : undefined),
};

function readAll(texts: readonly (string | null)[]): Reading<number> | undefined {
  let reading: Reading<number> | undefined;
  for (const text of texts) reading = readValue(rule, text, reading);
  return reading;
}

describe("readValue", () => {
  it.each<[string, (string | null)[], Reading<number>]>([
    ["an absent key", [null], { value: 7, source: "default", isMalformed: false }],
    ["a readable text", ["3"], { value: 3, source: "kv", isMalformed: false }],
    ["one with blanks around it", [" 3\r\n"], { value: 3, source: "kv", isMalformed: false }],
    ["a bad text when cold", ["x"], { value: 0, source: "default", isMalformed: true }],
    [
      "a bad text that stays, never readable",
      ["x", "x", "y"],
      { value: 0, source: "default", isMalformed: true },
    ],
    [
      "a bad text after a good one",
      ["3", "x"],
      { value: 3, source: "last_known_good", isMalformed: true },
    ],
    [
      "a bad text that stays after a good one",
      ["3", "x", "y"],
      { value: 3, source: "last_known_good", isMalformed: true },
    ],
    [
      "a bad text after an absent key",
      [null, "x"],
      { value: 7, source: "last_known_good", isMalformed: true },
    ],
    [
      "a key removed after a bad text",
      ["3", "x", null],
      { value: 7, source: "default", isMalformed: false },
    ],
    ["a good text after a bad one", ["x", "4"], { value: 4, source: "kv", isMalformed: false }],
  ])("reads %s", (_, texts, expected) => {
    expect(readAll(texts)).toEqual(expected);
  });

  it("gives, after any history, what the last readable moment said, or nothing", () => {
    const text = fc.oneof(fc.constant(null), fc.constantFrom("x", "", "-"), fc.nat(9).map(String));
    fc.assert(
      fc.property(fc.array(text, { minLength: 1 }), (texts) => {
        const last = texts.findLast((each) => each === null || /\d/.test(each));
        const expected = last === undefined ? 0 : last === null ? 7 : Number(last);
        expect(readAll(texts)?.value).toBe(expected);
      }),
    );
  });
});
