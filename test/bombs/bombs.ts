// All bombs.
import type { Bomb } from "./bomb.ts";
import { ZIP_BOMBS } from "./zip-bombs.ts";

export const BOMBS: readonly Bomb[] = [...ZIP_BOMBS];
