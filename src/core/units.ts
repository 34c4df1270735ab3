/** Sizes and spans of time, so that a number reads with its unit: `25 * MIB`, `60 * SECOND_MS`. */
export const KIB = 1024;
export const MIB = 1024 * KIB;
export const SECOND_MS = 1000;
export const MINUTE_MS = 60 * SECOND_MS;
