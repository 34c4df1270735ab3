// docs/pollutions.md: which polluted files come out right, and what is wrong with the others.
import { page, table } from "../../src/ops/documentation/markdown.ts";
import type { JudgedClass } from "./run.ts";

/** Variants of a class that are named one by one; more of them are places, and are counted. */
const MAX_NAMED_VARIANTS = 40;

const INTRODUCTION = `# Polluted files

One clean file, a small ledger with delimiters, quotes and a line break in its cells, is polluted in the ways in which real
text files are. The pollutions are those of the Pollock benchmark (Vitagliano and others, "Pollock: A Data Loading
Benchmark", 2023) and some more. What has to come out was decided by the rules below before the parser was asked. The
files are made by \`test/pollution/\`; nothing is known to the parser but the bytes and the name of the file.

A file is right when every row comes out with its cells and its line number, no other row does, the header is found, and
what is wrong with a row is warned of.`;

export interface Totals {
  variants: number;
  right: number;
  /** Mean over the classes of the share that is right in each. */
  meanOfClasses: number;
}

export function totalsOf(classes: readonly JudgedClass[]): Totals {
  const variants = classes.flatMap((each) => each.variants);
  const shares = classes.map((each) => rightOf(each) / each.variants.length);
  return {
    variants: variants.length,
    right: variants.filter(({ fault }) => fault === null).length,
    meanOfClasses: shares.reduce((sum, share) => sum + share, 0) / classes.length,
  };
}

export function pollutionsPage(classes: readonly JudgedClass[]): string {
  const { variants, right, meanOfClasses } = totalsOf(classes);
  return page(
    INTRODUCTION,
    `${right} of ${variants} files come out right, ${percent(right / variants)}; the mean over the classes is ${percent(meanOfClasses)}.`,
    table(
      ["Class", "Files", "Right"],
      classes.map((each) => [each.title, String(each.variants.length), String(rightOf(each))]),
    ),
    ...classes.flatMap(section),
  );
}

function section({ title, rule, variants }: JudgedClass): string[] {
  const names =
    variants.length > MAX_NAMED_VARIANTS
      ? `${variants.length} places, from ${variants[0]?.name} to ${variants.at(-1)?.name}.`
      : `${variants.map(({ name }) => name).join("; ")}.`;
  const wrong = variants.flatMap(({ name, fault }) => (fault === null ? [] : [[name, fault]]));
  const faults = wrong.length === 0 ? [] : [table(["Wrong", "What"], wrong)];
  return [`## ${title}`, rule, `Files: ${names}`, ...faults];
}

function rightOf({ variants }: JudgedClass): number {
  return variants.filter(({ fault }) => fault === null).length;
}

/** Rounded down, so that 100 % means all. */
function percent(share: number): string {
  return `${(Math.floor(share * 1000) / 10).toFixed(1)} %`;
}
