// The text of an element as a string: comments and processing instructions taken out, CDATA as it
// stands, references resolved once. What is no reference stays as it is.
// Source: OFX 1.6 §2.3.2.1 (`&nbsp;` is how a blank at an end is kept); XML 1.0 §2.7, §4.1.
import { decodeUtf8 } from "./utf8-string.ts";
import { MAX_REFERENCE_BYTES, resolveReference } from "./xml-entities.ts";

const CDATA_START = "<![CDATA[";
const CDATA_END = "]]>";
const COMMENT_START = "<!--";
const COMMENT_END = "-->";

/**
 * @param bytes well-formed UTF-8 between `start` and `end`, without blanks around it.
 * @param hasMarkup whether it holds comments, CDATA sections or processing instructions.
 */
export function sgmlText(
  bytes: Uint8Array,
  start: number,
  end: number,
  hasMarkup: boolean,
): string {
  const text = decodeUtf8(bytes, start, end) ?? "";
  return hasMarkup ? withoutMarkup(text).trim() : resolveOnce(text);
}

function withoutMarkup(text: string): string {
  const parts: string[] = [];
  let at = 0;
  for (let mark = text.indexOf("<"); mark >= 0; mark = text.indexOf("<", at)) {
    parts.push(resolveOnce(text.slice(at, mark)));
    if (text.startsWith(CDATA_START, mark)) {
      const close = text.indexOf(CDATA_END, mark);
      parts.push(text.slice(mark + CDATA_START.length, close));
      at = close + CDATA_END.length;
    } else if (text.startsWith(COMMENT_START, mark)) {
      at = text.indexOf(COMMENT_END, mark + COMMENT_START.length) + COMMENT_END.length;
    } else if (/^\?[A-Za-z]/.test(text.slice(mark + 1, mark + 3))) {
      at = text.indexOf(">", mark) + 1;
    } else {
      parts.push("<");
      at = mark + 1;
    }
  }
  parts.push(resolveOnce(text.slice(at)));
  return parts.join("");
}

function resolveOnce(text: string): string {
  let mark = text.indexOf("&");
  if (mark < 0) return text;
  const parts: string[] = [];
  let at = 0;
  for (; mark >= 0; mark = text.indexOf("&", mark + 1)) {
    const reference = /^&([^;&\s]+);/.exec(text.slice(mark, mark + MAX_REFERENCE_BYTES + 2));
    if (reference === null) continue;
    const [whole, name = ""] = reference;
    const resolved = resolve(name);
    if (resolved === null) continue;
    parts.push(text.slice(at, mark), resolved);
    at = mark + whole.length;
    mark = at - 1;
  }
  parts.push(text.slice(at));
  return parts.join("");
}

function resolve(name: string): string | null {
  const folded = name.startsWith("#") ? name.replace("X", "x") : name.toLowerCase();
  if (folded === "nbsp") return " ";
  const point = resolveReference(folded);
  return point === null ? null : String.fromCodePoint(point);
}
