// Tells from a spreadsheet's number format whether a number is a date, a time or a duration.
// Of several sections the one counts that formats the serial of a day: dates are never negative.
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
const GENERAL = /^(?:general|standa+rd|est[aá]ndar|g\/)/i;
/** `h`, `mm`, `ss` … inside brackets: hours, minutes or seconds that do not wrap. */
const ELAPSED = /^(?:h+|m+|s+)$/i;
/** The system's own long date and time: what follows only says how they look elsewhere. */
const SYSTEM_DATE = /^\$-(?:f800|x-sysdate)/i;
const SYSTEM_TIME = /^\$-(?:f400|x-systime)/i;
const MERIDIEM = /^(?:am\/pm|a\/p|上午\/下午|午前\/午後|오전\/오후)/i;
/** Weekday (`aaa`) and years (`e` behind eras, `bb`) of East Asian and Thai formats. */
const LOCAL_DATE = /^(?:aaa+|g{1,3}e+|bb(?:bb)?(?!b))/i;
const CONDITION = /^(<=|>=|<>|<|>|=)\s*([+-]?\d+(?:\.\d*)?)$/;

type Token = "date" | "month_or_minute" | "hour" | "second" | "elapsed" | "meridiem";

const LETTERS: Readonly<Record<string, Token>> = {
  y: "date",
  m: "month_or_minute",
  d: "date",
  h: "hour",
  s: "second",
};
/** From `mmm` on it is the name of a month, whatever stands around it. */
const MONTH_NAME_LETTERS = 3;

interface Section {
  tokens: Token[];
  /** True when it shows digits, or the value as it comes: then it is no date. */
  isNumeric: boolean;
  /** `[>=100]`, or null. */
  condition: { operator: string; bound: number } | null;
}

/** Sections up to the one that formats texts. */
function readSections(code: string): Section[] {
  const sections: Section[] = [];
  let section: Section = { tokens: [], isNumeric: false, condition: null };
  /** Where a fraction of seconds may begin; -1 when there is none before. */
  let secondEnd = -1;
  let at = 0;
  while (at < code.length) {
    const char = code.charAt(at);
    const rest = code.slice(at, at + 10);
    if (char === ";") {
      sections.push(section);
      section = { tokens: [], isNumeric: false, condition: null };
      secondEnd = -1;
      at += 1;
    } else if (char === '"') {
      const close = code.indexOf('"', at + 1);
      at = close < 0 ? code.length : close + 1;
    } else if ("\\_*!".includes(char)) {
      // Each takes the next character out of the code: literal, width, fill, literal (East Asian).
      at += 2;
    } else if (char === "[") {
      const close = code.indexOf("]", at);
      if (close < 0) break;
      readBracket(code.slice(at + 1, close), section);
      at = close + 1;
      if (section.tokens.at(-1) === "elapsed") secondEnd = at;
    } else if (MERIDIEM.test(rest)) {
      section.tokens.push("meridiem");
      at += (MERIDIEM.exec(rest)?.[0] ?? char).length;
    } else if (GENERAL.test(rest) && section.tokens.length === 0) {
      section.isNumeric = true;
      at = endOfSection(code, at);
    } else if (LOCAL_DATE.test(rest)) {
      section.tokens.push("date");
      at += (LOCAL_DATE.exec(rest)?.[0] ?? char).length;
    } else {
      const length = runLength(code, at);
      at += length;
      if (char === "0" || char === "#" || char === "?") {
        if (!isFraction(code, secondEnd, at - length)) {
          section.isNumeric = true;
          at = endOfSection(code, at);
        }
      } else {
        const token = LETTERS[char.toLowerCase()];
        if (token === "second") secondEnd = at;
        const isName = token === "month_or_minute" && length >= MONTH_NAME_LETTERS;
        if (token !== undefined) section.tokens.push(isName ? "date" : token);
      }
    }
  }
  sections.push(section);
  return sections;
}

function readBracket(inner: string, section: Section): void {
  if (ELAPSED.test(inner)) section.tokens.push("elapsed");
  else if (SYSTEM_DATE.test(inner)) section.tokens.push("date");
  else if (SYSTEM_TIME.test(inner)) section.tokens.push("hour");
  else {
    const [, operator, bound] = CONDITION.exec(inner) ?? [];
    if (operator !== undefined) section.condition = { operator, bound: Number(bound) };
  }
}

function endOfSection(code: string, at: number): number {
  let end = at;
  while (end < code.length && code.charAt(end) !== ";") {
    const char = code.charAt(end);
    if (char === '"') {
      const close = code.indexOf('"', end + 1);
      end = close < 0 ? code.length : close + 1;
    } else end += "\\_*!".includes(char) ? 2 : 1;
  }
  return Math.min(end, code.length);
}

function runLength(code: string, at: number): number {
  const char = code.charAt(at).toLowerCase();
  let end = at + 1;
  while (end < code.length && code.charAt(end).toLowerCase() === char) end += 1;
  return end - at;
}

/** Digits are part of a time only as fractions of seconds: `ss.000`, `[s].0`, `ss\\.000`. */
function isFraction(code: string, secondEnd: number, at: number): boolean {
  return secondEnd >= 0 && code.charAt(at) === "0" && /^\\?[.,]$/.test(code.slice(secondEnd, at));
}

/** Serial of a day of the year 2023, as good as any for choosing the section. */
const TYPICAL_SERIAL = 45_000;

function fits({ condition }: Section): boolean {
  if (condition === null) return true;
  const { operator, bound } = condition;
  // One value alone is never what a format is for.
  if (operator === "=" || operator === "<>") return operator === "<>";
  const isLess = TYPICAL_SERIAL < bound;
  return operator.startsWith("<") ? isLess : !isLess;
}

/** True when the `m` at `index` stands for minutes: after hours or before seconds. */
function isMinute(tokens: readonly Token[], index: number): boolean {
  const before = tokens[index - 1];
  const after = tokens[index + 1];
  return before === "hour" || before === "elapsed" || after === "second" || after === "elapsed";
}

/** @param code a format code as a workbook holds it, such as `yyyy\-mm\-dd;@`. */
export function classifyNumberFormat(code: string): NumberFormatKind {
  const sections = readSections(code.slice(0, MAX_CODE_CHARACTERS));
  const section = sections.find(fits);
  if (section === undefined || section.isNumeric) return "number";
  const { tokens } = section;
  let hasDate = false;
  let hasTime = false;
  let hasElapsed = false;
  for (const [index, token] of tokens.entries()) {
    if (token === "elapsed") hasElapsed = true;
    else if (token === "date") hasDate = true;
    else if (token === "month_or_minute" && !isMinute(tokens, index)) hasDate = true;
    else hasTime = true;
  }
  if (hasDate) return hasTime || hasElapsed ? "datetime" : "date";
  if (hasElapsed) return "duration";
  return hasTime ? "time" : "number";
}

const PADDED = /^(?:\[[^\]]{0,32}\])?(0{2,15})(?:;|$)/;

/**
 * Digits that a format fills up with zeros, as those of account codes do: 5 for `00000`.
 * @returns 0 when it is no such format.
 */
export function zeroPaddedDigits(code: string): number {
  return PADDED.exec(code)?.[1]?.length ?? 0;
}
