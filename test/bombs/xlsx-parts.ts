// Parts of xlsx workbooks that bombs lie in.
import { workbookWith } from "../support/build-bombs-zip.ts";
import type { Repeated } from "../support/repeated-content.ts";
import type { Bomb } from "./bomb.ts";

export type Answer = Bomb["expected"];

export const SHEET = "xl/worksheets/sheet1.xml";
export const STRINGS = "xl/sharedStrings.xml";
export const STYLES = "xl/styles.xml";
export const WORKBOOK = "xl/workbook.xml";
export const RELATIONSHIPS = "xl/_rels/workbook.xml.rels";
export const MIB = 1024 * 1024;
export const RATIO: Answer = { code: "expansion_limit", limit: "inflate_ratio" };

export function inPart(
  name: string,
  part: string,
  content: Repeated | string,
  expected: Answer,
): Bomb {
  return { name, format: "xlsx", build: () => workbookWith(part, content), expected };
}

/** A sheet of this unit so many times, before or behind other XML. */
export function sheetOf(
  unit: string,
  count: number,
  { before = "", head = "", behind = "" } = {},
): Repeated {
  return {
    head: `<worksheet>${before}<sheetData>${head}`,
    unit,
    count,
    tail: `</sheetData>${behind}</worksheet>`,
  };
}
