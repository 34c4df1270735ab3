// All bombs.
import type { Bomb } from "./bomb.ts";
import { XLSX_BOMBS } from "./xlsx-bombs.ts";
import { ZIP_BOMBS } from "./zip-bombs.ts";

export const BOMBS: readonly Bomb[] = [...ZIP_BOMBS, ...XLSX_BOMBS];
