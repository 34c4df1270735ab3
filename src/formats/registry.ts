// The only list of formats. Detection, flags, health, metrics, alerts, docs and tests derive from
// it. To add one, see docs/adding-a-format.md.
import { csvFormat } from "./csv/format.ts";
import { iifFormat } from "./iif/format.ts";
import { odsFormat } from "./ods/format.ts";
import { ofxFormat } from "./ofx/format.ts";
import { pdfFormat } from "./pdf/format.ts";
import { tsvFormat } from "./tsv/format.ts";
import { xlsFormat } from "./xls/format.ts";
import { xlsxFormat } from "./xlsx/format.ts";

export const FORMATS = [
  csvFormat,
  tsvFormat,
  xlsxFormat,
  xlsFormat,
  odsFormat,
  pdfFormat,
  ofxFormat,
  iifFormat,
] as const;

export type FormatId = (typeof FORMATS)[number]["id"];

export const FORMAT_IDS: readonly FormatId[] = FORMATS.map((format) => format.id);

export function isFormatId(text: string): text is FormatId {
  return (FORMAT_IDS as readonly string[]).includes(text);
}
