// Right ends that figures of several lines share. Figures of narrow columns stand closer together
// than chunks do; their common ends tell them apart.
// Source: design section on borderless tables (numeric right edges).
import { isValue } from "./cell-values.ts";
import type { Word } from "./page.ts";
import type { Line } from "./text-lines.ts";

/** Lines that have to share an end. */
const MIN_LINES = 3;
const TOLERANCE = 1.5;
const HANGING = /[)%*†]+$/u;

/** Where the digits of a figure end: what hangs behind them is not aligned. */
function coreEnd({ text, x0, x1 }: Word): number {
  const hanging = HANGING.exec(text)?.[0].length ?? 0;
  return hanging === 0 ? x1 : x1 - ((x1 - x0) * hanging) / text.length;
}

/** @returns a test for words whose figures end where those of so many lines do. */
export function findColumnEnds(
  lines: readonly Line[],
  minLines = MIN_LINES,
): (word: Word) => boolean {
  const ends = lines
    .flatMap(({ words }, line) =>
      words.filter(({ text }) => isValue(text)).map((word) => ({ at: coreEnd(word), line })),
    )
    .toSorted((a, b) => a.at - b.at);
  const shared: number[] = [];
  for (let from = 0; from < ends.length;) {
    const start = ends[from]?.at ?? 0;
    let to = from;
    const seen = new Set<number>();
    while (to < ends.length && (ends[to]?.at ?? Infinity) - start <= TOLERANCE) {
      seen.add(ends[to]?.line ?? 0);
      to += 1;
    }
    if (seen.size >= minLines) shared.push((start + (ends[to - 1]?.at ?? start)) / 2);
    from = to;
  }
  return (word) => {
    if (!isValue(word.text)) return false;
    const end = coreEnd(word);
    return shared.some((at) => Math.abs(at - end) <= TOLERANCE);
  };
}
