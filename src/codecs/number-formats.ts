// Tells from a spreadsheet's number format whether a number is a date, a time or a duration.
// Only the first section counts: it formats positive numbers, and dates are never negative.
// Source: ECMA-376-1:2016 §18.8.30 (numFmt, built-in ids), §18.8.31 (codes); MS-XLS 2.4.126.

/**
 * `moment` is for built-in formats that are a date in one language and a time in another: the
 * value's own parts decide. `number` is everything that is no point or span of time.
 */
export type NumberFormatKind = "number" | "date" | "time" | "datetime" | "duration" | "moment";

const BUILT_IN_RANGES: readonly [first: number, last: number, kind: NumberFormatKind][] = [
  [14, 17, "date"],
  [18, 21, "time"],
  [22, 22, "datetime"],
  // Chinese, Japanese and Korean; 34, 35, 52, 53, 55 and 56 differ between them.
  [27, 31, "date"],
  [32, 33, "time"],
  [34, 35, "moment"],
  [36, 36, "date"],
  [45, 45, "time"],
  [46, 46, "duration"],
  [47, 47, "time"],
  [50, 51, "date"],
  [52, 53, "moment"],
  [54, 54, "date"],
  [55, 56, "moment"],
  [57, 58, "date"],
  // Thai.
  [71, 74, "date"],
  [75, 76, "time"],
  [77, 77, "datetime"],
  [78, 78, "time"],
  [79, 79, "duration"],
  [80, 80, "time"],
  [81, 81, "date"],
];

/** Kind of a built-in format; `number` for every other id. A custom format of the same id comes first. */
export function builtInNumberFormat(id: number): NumberFormatKind {
  const range = BUILT_IN_RANGES.find(([first, last]) => id >= first && id <= last);
  return range === undefined ? "number" : range[2];
}

/** Longest code that is looked at; Excel stops at 255 characters. */
const MAX_CODE_CHARACTERS = 1024;

/** Alone or with a condition these mean "as it comes"; some writers put a language's word for it. */
const GENERAL = /^(?:general|standard|g\/)/i;
/** `h`, `mm`, `ss` … inside brackets: hours, minutes or seconds that do not wrap. */
const ELAPSED = /^(?:h+|m+|s+)$/i;
const MERIDIEM = /^(?:am\/pm|a\/p|上午\/下午|午前\/午後|오전\/오후)/i;

type Token =
  | "year"
  | "month_or_minute"
  | "day"
  | "hour"
  | "second"
  | "elapsed"
  | "meridiem"
  | "digit";

const LETTERS: Readonly<Record<string, Token>> = {
  y: "year",
  m: "month_or_minute",
  d: "day",
  h: "hour",
  s: "second",
  "0": "digit",
  "#": "digit",
  "?": "digit",
};

/** Reads the first section; null when it is a format of numbers or text for certain. */
function tokenize(code: string): Token[] | null {
  const tokens: Token[] = [];
  let at = 0;
  while (at < code.length) {
    const char = code.charAt(at);
    const rest = code.slice(at, at + 8);
    if (char === ";") break;
    if (char === '"') {
      const close = code.indexOf('"', at + 1);
      at = close < 0 ? code.length : close + 1;
    } else if ("\\_*!".includes(char)) {
      // Each takes the next character out of the code: literal, width, fill, literal (East Asian).
      at += 2;
    } else if (char === "[") {
      const close = code.indexOf("]", at);
      if (close < 0) break;
      if (ELAPSED.test(code.slice(at + 1, close))) tokens.push("elapsed");
      at = close + 1;
    } else if (MERIDIEM.test(rest)) {
      tokens.push("meridiem");
      at += (MERIDIEM.exec(rest)?.[0] ?? char).length;
    } else if (GENERAL.test(rest) && tokens.length === 0) {
      return null;
    } else if (/^aaa/i.test(rest)) {
      // Weekday in East Asian formats.
      tokens.push("day");
      at += 3;
    } else {
      const token = LETTERS[char.toLowerCase()];
      at += runLength(code, at);
      if (token === "digit" && !followsSecond(code, at, tokens)) return null;
      if (token !== undefined && token !== "digit") tokens.push(token);
    }
  }
  return tokens;
}

function runLength(code: string, at: number): number {
  const char = code.charAt(at).toLowerCase();
  let end = at + 1;
  while (end < code.length && code.charAt(end).toLowerCase() === char) end += 1;
  return end - at;
}

/** Digits are part of a time only as fractions of seconds: `ss.000`, `[s].0`. */
function followsSecond(code: string, end: number, tokens: readonly Token[]): boolean {
  const last = tokens.at(-1);
  return (last === "second" || last === "elapsed") && /[sS\]][.,]0+$/.test(code.slice(0, end));
}

/** True when the `m` at `index` stands for minutes: after hours or before seconds. */
function isMinute(tokens: readonly Token[], index: number): boolean {
  const before = tokens[index - 1];
  const after = tokens[index + 1];
  return before === "hour" || before === "elapsed" || after === "second" || after === "elapsed";
}

/** @param code a format code as a workbook holds it, such as `yyyy\-mm\-dd;@`. */
export function classifyNumberFormat(code: string): NumberFormatKind {
  const tokens = tokenize(code.slice(0, MAX_CODE_CHARACTERS));
  if (tokens === null) return "number";
  let hasDate = false;
  let hasTime = false;
  let hasElapsed = false;
  for (const [index, token] of tokens.entries()) {
    if (token === "elapsed") hasElapsed = true;
    else if (token === "year" || token === "day") hasDate = true;
    else if (token === "month_or_minute" && !isMinute(tokens, index)) hasDate = true;
    else if (token !== "digit") hasTime = true;
  }
  if (hasDate) return hasTime || hasElapsed ? "datetime" : "date";
  if (hasElapsed) return "duration";
  return hasTime ? "time" : "number";
}
