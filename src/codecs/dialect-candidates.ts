// What may delimit a text, and what speaks for a longer delimiter or another quote. Judges nothing:
// each candidate has to prove itself by the records that it makes.

/** In the order of preference. U+001F, U+001E and U+0001 (Hive) are made for it. */
export const USUAL_DELIMITERS = [",", ";", "\t", "|", "\u001f", "\u001e", "\u0001"] as const;
/** Seen in exports of old systems, and in texts. */
export const RARE_DELIMITERS = ["~", "^", "¦"] as const;
/** Found in all texts: they count only where nothing else fits, and records prove them. */
export const LAST_DELIMITERS = [" ", ":"] as const;

const MAX_DELIMITER_CHARACTERS = 4;
/** Occurrences looked at for what stands beside them. */
const MAX_OCCURRENCES = 5_000;
/** What may be part of a longer delimiter. */
const COMPANIONS = new Set(" |;~^#@!*&=<>:¦");

/**
 * The longer delimiter that every occurrence of `delimiter` outside of quotes is part of, such as
 * `, `, `||` or `~|~`; null when there is none.
 */
export function findLongDelimiter(text: string, delimiter: string): string | null {
  const bare = text.replaceAll(/"[^"]*"/g, '""');
  const places = findPlaces(bare, delimiter);
  if (places.length < 2) return null;
  const repeats = delimiter === "," ? 1 : commonRunLength(bare, delimiter, places);
  if (repeats > 1) return repeats > MAX_DELIMITER_CHARACTERS ? null : delimiter.repeat(repeats);
  let long = delimiter;
  let before = 0;
  while (long.length < MAX_DELIMITER_CHARACTERS) {
    const right = companion(bare, places, long.length - before, 1);
    const left = right === null ? companion(bare, places, -1 - before, -1) : null;
    if (right !== null) long += right;
    else if (left !== null) {
      long = left + long;
      before += 1;
    } else break;
  }
  return long === delimiter ? null : long;
}

function findPlaces(text: string, delimiter: string): number[] {
  const places: number[] = [];
  for (let at = text.indexOf(delimiter); at !== -1; at = text.indexOf(delimiter, at + 1)) {
    // A comma between digits may be part of a number where the delimiter is a longer one.
    const isInNumber = delimiter === "," && isDigit(text[at - 1]) && isDigit(text[at + 1]);
    if (!isInNumber) places.push(at);
    if (places.length >= MAX_OCCURRENCES) break;
  }
  return places;
}

function isDigit(character: string | undefined): boolean {
  return character !== undefined && character >= "0" && character <= "9";
}

/** The greatest common divisor of how often the delimiter stands in a row. */
function commonRunLength(text: string, delimiter: string, places: readonly number[]): number {
  let common = 0;
  let run = 0;
  for (const [index, place] of places.entries()) {
    run += 1;
    if (places[index + 1] === place + 1) continue;
    const isCut = place + 1 === text.length;
    if (!isCut) for (let rest = run; rest !== 0;) [common, rest] = [rest, common % rest];
    if (common === 1) return 1;
    run = 0;
  }
  return common;
}

/** The one character that stands at this distance from every place; a blank only if it is single. */
function companion(
  text: string,
  places: readonly number[],
  distance: number,
  direction: 1 | -1,
): string | null {
  const character = text[(places[0] ?? 0) + distance];
  if (character === undefined || !COMPANIONS.has(character)) return null;
  for (const place of places) {
    const at = place + distance;
    if (at >= text.length && place === places.at(-1)) continue;
    if (text[at] !== character) return null;
    if (character === " " && text[at + direction] === " ") return null;
  }
  return character;
}

/** Whether single quotes or backticks stand in pairs at the borders of fields. */
export function mayQuote(text: string, delimiter: string, quote: string): boolean {
  let opening = 0;
  let closing = 0;
  for (let at = text.indexOf(quote); at !== -1; at = text.indexOf(quote, at + 1)) {
    if (at === 0 || isBorder(text[at - 1], delimiter.at(-1))) opening += 1;
    if (at + 1 === text.length || isBorder(text[at + 1], delimiter[0])) closing += 1;
  }
  const most = Math.max(opening, closing);
  return most > 0 && Math.abs(opening - closing) * 10 <= most;
}

function isBorder(character: string | undefined, delimiter: string | undefined): boolean {
  return character === "\n" || character === "\r" || character === delimiter;
}

/** Whether most commas between digits are decimal ones, as in `1,50`. */
export function hasDecimalCommas(text: string): boolean {
  const commas = text.match(/,/g)?.length ?? 0;
  const decimal = text.match(/\d,\d{2}(?!\d)/g)?.length ?? 0;
  return decimal > 0 && decimal * 2 > commas;
}
