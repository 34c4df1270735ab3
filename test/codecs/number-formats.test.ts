import { describe, expect, it } from "vitest";
import {
  builtInNumberFormat,
  classifyNumberFormat,
  type NumberFormatKind,
  zeroPaddedDigits,
} from "../../src/codecs/number-formats.ts";

const NUMBERS = [
  "General",
  "GENERAL",
  "[Red]General",
  "Standard",
  "G/通用格式",
  "",
  "0",
  "0.00E+00",
  "##0.0E+0",
  "# ?/?",
  "0%",
  "@",
  ";;;",
  "#,##0.00;[Red]-#,##0.00",
  '#,##0.00\\ _M"H"_)',
  '"Y: "0.00"m";"Y: "-0.00"m";"Y: "0.00"m"',
  "\\Y000000",
  "*y0",
  "_y0_d",
  "[Magenta]0",
  "[Blue][>100]0",
  "[$-409]0",
  "[$€-407] #,##0.00",
  "[$USD] #,##0.00",
  "[DBNum1][$-804]General",
  '0 "days"',
  '"d"',
  "00000",
  "0;yyyy",
  '#,##0.00 "h:mm"',
  "0\\d",
  "0!d",
  '0;[Red]"d";yyyy',
  "[>=100000]yyyy;0.00",
  "[=45000]yyyy;[<>45000]0.00",
  '[<100]dd;"h"0',
  '_(* #,##0.00_);_(* \\(#,##0.00\\);_(* "-"??_);_(@_)',
  "[<=9999999]###\\-####;\\(###\\)\\ ###\\-####",
  "[$h-409]0",
  "Standaard",
  "[$-41E]0.00",
  "ss0",
];

const CASES: [NumberFormatKind, string[]][] = [
  ["number", NUMBERS],
  [
    "date",
    [
      "yyyy-mm-dd",
      "yyyy\\-mm\\-dd;@",
      "d/m/yy",
      "D.M.YYYY",
      "mmm-yy",
      "mmmm",
      "dddd",
      "aaa",
      "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy",
      "[$-409]mmmm\\ d\\,\\ yyyy;@",
      "[$-107041E]d\\ mmm\\ yy",
      '[$-411]ggge"年"m"月"d"日";@',
      '"Date: "yyyy',
      "[Red]dd/mm/yyyy",
      "yyyy!-mm!-dd",
      "e/m/d",
      '[$-411]gge"年"',
      "[$-41E]bbbb",
      "[$-F800]",
      "[$-x-sysdate]",
      "B2dd\\-mmm\\-yyyy",
      '[=0]"-";dd/mm/yyyy',
      '[<1]"";yyyy\\-mm\\-dd;@',
      '[=0]0;[>0]d.m.yy;"?"',
      "yyyy/mm/dd;;",
      "YYYY\\年MM\\月DD\\日",
    ],
  ],
  [
    "time",
    [
      "h:mm",
      "hh:mm:ss",
      "h:mm AM/PM",
      "h AM/PM",
      "h:mm A/P",
      "mm:ss",
      "mm:ss.0",
      "ss.000",
      "mm:ss,00",
      "[$-F400]h:mm:ss\\ AM/PM",
      "[$-F400]",
      "[$-x-systime]h:mm:ss\\ AM/PM",
      "hh:mm:ss\\.000",
      "h:mm;@",
      '上午/下午h"時"mm"分"',
    ],
  ],
  [
    "datetime",
    [
      "yyyy-mm-dd hh:mm",
      "m/d/yy h:mm",
      "d/m h:mm:ss.000",
      'yyyy"T"hh',
      "h:mm d",
      "h mmm",
      "[>=1]d h:mm;h:mm",
    ],
  ],
  ["duration", ["[h]:mm:ss", "[HH]:MM", "[mm]:ss", "[m]:ss.00", "[s]", "[ss].000", "[h]"]],
];

describe("classifyNumberFormat", () => {
  it.each(CASES.flatMap(([kind, codes]) => codes.map((code) => [code, kind] as const)))(
    "takes %j for a %s",
    (code, kind) => {
      expect(classifyNumberFormat(code)).toBe(kind);
    },
  );

  it.each(['"unclosed yyyy', "[unclosed yyyy", "\\", "0\\", "_", "[", '"'])(
    "takes the broken code %j for a number",
    (code) => {
      expect(classifyNumberFormat(code)).toBe("number");
    },
  );

  it("takes time that grows with the length of the code only", () => {
    expect(classifyNumberFormat("s;0".repeat(300_000))).toBe("time");
    expect(classifyNumberFormat("[".repeat(1_000_000))).toBe("number");
    expect(classifyNumberFormat('"a"'.repeat(300_000))).toBe("number");
  });
});

describe("zeroPaddedDigits", () => {
  it.each([
    ["00000", 5],
    ["[Blue]0000;@", 4],
    ["00", 2],
    ["0", 0],
    ["000.00", 0],
    ["000,000", 0],
    ["0".repeat(16), 0],
    ["General", 0],
  ])("finds in %j %d digits", (code, digits) => {
    expect(zeroPaddedDigits(code)).toBe(digits);
  });
});

describe("builtInNumberFormat", () => {
  it.each<[NumberFormatKind, number[]]>([
    [
      "number",
      [
        0, 1, 2, 9, 10, 11, 12, 13, 23, 37, 38, 39, 40, 44, 48, 49, 59, 62, 67, 70, 82, 163, 999,
        -1,
      ],
    ],
    ["date", [14, 15, 16, 17, 27, 30, 31, 36, 50, 51, 54, 57, 58, 71, 74, 81]],
    ["time", [18, 19, 20, 21, 32, 33, 45, 47, 75, 76, 78, 80]],
    ["datetime", [22, 77]],
    ["duration", [46, 79]],
    ["moment", [34, 35, 52, 53, 55, 56]],
  ])("gives %s for its ids", (kind, ids) => {
    for (const id of ids) expect([id, builtInNumberFormat(id)]).toEqual([id, kind]);
  });

  it("gives a number for an id that is none", () => {
    expect(builtInNumberFormat(Number.NaN)).toBe("number");
  });
});
