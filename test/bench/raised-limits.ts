// A copy of the project whose limits let a file of a gigabyte through.
import { copyProject, type Replacement } from "./project-copy.ts";

/** As they stand in guards/limits.ts, and as the copy has them. */
const RAISED: readonly Replacement[] = [
  [/(?<=MAX_TEXT_BODY_BYTES = )100 \* MIB(?=;)/, "2048 * MIB"],
  [/(?<=rowsPerTable: )[\d_]+(?=,)/, "100_000_000"],
  [/(?<=cellsPerFile: )[\d_]+(?=,)/, "2_000_000_000"],
];

export function copyWithRaisedLimits(folder: string): Promise<string> {
  return copyProject(folder, "guards/limits.ts", RAISED);
}
