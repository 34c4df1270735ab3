// Reads every polluted file and judges what comes out.
import { parse as parseCsv } from "../../src/formats/csv/parse.ts";
import { parse as parseTsv } from "../../src/formats/tsv/parse.ts";
import { collectStream, type CollectedFile } from "../support/collect-rows.ts";
import { FILE_POLLUTIONS } from "./file-pollutions.ts";
import { findFault } from "./judge.ts";
import { ROW_POLLUTIONS } from "./row-pollutions.ts";
import { STRUCTURE_POLLUTIONS } from "./structure-pollutions.ts";
import { contentOf, type PollutionClass, type Variant } from "./variant.ts";

export const POLLUTIONS: readonly PollutionClass[] = [
  ...FILE_POLLUTIONS,
  ...STRUCTURE_POLLUTIONS,
  ...ROW_POLLUTIONS,
];

export interface JudgedVariant {
  name: string;
  /** What is wrong, or null. */
  fault: string | null;
}

export interface JudgedClass {
  title: string;
  rule: string;
  variants: readonly JudgedVariant[];
}

/** Reads the variant as an upload of its name would be, in pieces of `sizes` bytes. */
export function readVariant(variant: Variant, sizes?: number): Promise<CollectedFile> {
  const { extension = ".csv", options } = variant;
  const parse = extension === ".csv" ? parseCsv : parseTsv;
  return collectStream(parse, contentOf(variant), {
    extension,
    ...(options && { options }),
    ...(sizes !== undefined && { sizes }),
  });
}

export async function judgePollutions(): Promise<JudgedClass[]> {
  const classes: JudgedClass[] = [];
  for (const { title, rule, variants } of POLLUTIONS) {
    const judged: JudgedVariant[] = [];
    for (const variant of variants) {
      judged.push({ name: variant.name, fault: findFault(variant, await readVariant(variant)) });
    }
    classes.push({ title, rule, variants: judged });
  }
  return classes;
}
