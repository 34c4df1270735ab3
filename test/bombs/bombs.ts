// All bombs.
import type { Bomb } from "./bomb.ts";
import { ODS_BOMBS } from "./ods-bombs.ts";
import { XLS_BOMBS } from "./xls-bombs.ts";
import { XLSB_BOMBS } from "./xlsb-bombs.ts";
import { XLSX_BOMBS } from "./xlsx-bombs.ts";
import { XML_BOMBS } from "./xml-bombs.ts";
import { ZIP_BOMBS } from "./zip-bombs.ts";

export const BOMBS: readonly Bomb[] = [
  ...ZIP_BOMBS,
  ...XML_BOMBS,
  ...XLSX_BOMBS,
  ...XLSB_BOMBS,
  ...XLS_BOMBS,
  ...ODS_BOMBS,
];
