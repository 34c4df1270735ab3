// Lines of words on a page, and their chunks: words that stand closer together than columns do.
import { withoutLeaders } from "./leaders.ts";
import { boundingBox, median, type Box, type Word } from "./page.ts";

export interface Line extends Box {
  /** From left to right. */
  words: Word[];
  baseline: number;
  size: number;
}

export interface Chunk extends Box {
  words: Word[];
  /** A figure that ends where figures of other lines do. */
  isAligned?: boolean;
}

/** Baselines that differ by less than this share of the font size are one line. */
const LINE_TOLERANCE = 0.35;
/** Raised and lowered figures are smaller than this share of the text beside them. */
const RAISED_SIZE = 0.8;
/** A gap of this share of the font size parts chunks. */
const CHUNK_GAP = 0.62;
/** The same in front of a figure that ends where others do. */
const ALIGNED_GAP = 0.3;
/** Either is wider than the usual gap between words by this factor. */
const WIDER = 1.2;
const USUAL_GAP = 0.25;
const MAX_WORD_GAP = 0.75;
/** Fewer gaps do not tell what is usual. */
const MIN_GAPS = 12;
/** Words closer than this are parts of one, shown by several operators. */
const SAME_WORD_GAP = 0.13;
/** A hyphen after a letter goes on with the next line without a blank. */
const HYPHEN_AT_END = /\p{L}-$/u;

/** @returns lines from top to bottom. */
export function toLines(words: readonly Word[]): Line[] {
  const sorted = [...words].toSorted((a, b) => a.baseline - b.baseline || a.x0 - b.x0);
  const groups: { words: Word[]; baseline: number; size: number }[] = [];
  for (const word of sorted) {
    const last = groups.at(-1);
    if (
      last !== undefined &&
      word.baseline - last.baseline <= LINE_TOLERANCE * Math.min(word.size, last.size)
    ) {
      last.words.push(word);
      last.size = Math.max(last.size, word.size);
    } else {
      groups.push({ words: [word], baseline: word.baseline, size: word.size });
    }
  }
  return joinRaised(groups)
    .map(toLine)
    .filter((line) => line.words.length > 0);
}

function toLine({ words, baseline, size }: Group): Line {
  const own = withoutLeaders(joinSplitWords(words.toSorted((a, b) => a.x0 - b.x0)));
  return { words: own, baseline, size, ...boundingBox(own) };
}

interface Group {
  words: Word[];
  baseline: number;
  size: number;
}

/** Joins raised and lowered marks with the line that they belong to. */
function joinRaised(groups: readonly Group[]): Group[] {
  const joined: Group[] = [];
  for (const group of groups) {
    const last = joined.at(-1);
    if (last === undefined || !belongTogether(last, group)) {
      joined.push(group);
      continue;
    }
    const main = last.size >= group.size ? last : group;
    last.words.push(...group.words);
    [last.baseline, last.size] = [main.baseline, main.size];
  }
  return joined;
}

function belongTogether(upper: Group, lower: Group): boolean {
  const [small, main] = upper.size < lower.size ? [upper, lower] : [lower, upper];
  if (small.size > main.size * RAISED_SIZE) return false;
  if (lower.baseline - upper.baseline > main.size * 0.6) return false;
  return small.words.every((mark) =>
    main.words.some(
      (word) => mark.x0 - word.x1 <= main.size * 0.3 && word.x0 - mark.x1 <= main.size * 0.3,
    ),
  );
}

function joinSplitWords(words: readonly Word[]): Word[] {
  const joined: Word[] = [];
  for (const word of words) {
    const last = joined.at(-1);
    const gap = last === undefined ? Infinity : word.x0 - last.x1;
    const size = Math.max(word.size, last?.size ?? 0);
    if (last === undefined || gap > SAME_WORD_GAP * size || gap < -0.4 * size) {
      joined.push(word);
      continue;
    }
    joined[joined.length - 1] = {
      ...boundingBox([last, word]),
      text: last.text + word.text,
      baseline: last.size >= word.size ? last.baseline : word.baseline,
      size,
    };
  }
  return joined;
}

/** @returns the usual gap between words, in font sizes: wide where all letters are as wide. */
export function usualGap(lines: readonly Line[]): number {
  const gaps: number[] = [];
  for (const { words, size } of lines) {
    for (let index = 1; index < words.length; index += 1) {
      const gap = ((words[index]?.x0 ?? 0) - (words[index - 1]?.x1 ?? 0)) / size;
      if (gap > SAME_WORD_GAP && gap < MAX_WORD_GAP) gaps.push(gap);
    }
  }
  return gaps.length < MIN_GAPS ? USUAL_GAP : median(gaps);
}

/**
 * @param isColumnEnd tells where figures end in other lines.
 * @param wordGap the usual gap between words, in font sizes.
 * @returns the chunks of a line.
 */
export function toChunks(
  line: Line,
  isColumnEnd: (word: Word) => boolean = () => false,
  wordGap: number = USUAL_GAP,
): Chunk[] {
  const chunkGap = Math.max(CHUNK_GAP, wordGap * WIDER);
  const alignedGap = Math.max(ALIGNED_GAP, wordGap * WIDER);
  const chunks: Word[][] = [];
  let last: Word | null = null;
  for (const word of line.words) {
    const gap = last === null ? Infinity : word.x0 - last.x1;
    const size = Math.max(word.size, last?.size ?? 0);
    const isApart =
      gap > chunkGap * size ||
      (last !== null && gap > alignedGap * size && (isColumnEnd(last) || isColumnEnd(word)));
    if (isApart) chunks.push([word]);
    else chunks.at(-1)?.push(word);
    last = last === null || word.x1 > last.x1 ? word : last;
  }
  return chunks.map(toChunk);
}

function toChunk(words: Word[]): Chunk {
  return { words, ...boundingBox(words) };
}

export function joinWords(words: readonly Word[]): string {
  return words.map(({ text }) => text).join(" ");
}

export function joinLines(lines: readonly Line[]): string {
  let text = "";
  for (const { words } of lines) {
    const next = joinWords(words);
    const goesOn = HYPHEN_AT_END.test(text) && /^\p{Ll}/u.test(next);
    text += text === "" || goesOn ? next : ` ${next}`;
  }
  return text;
}
