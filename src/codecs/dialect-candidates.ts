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
/** What may stand for one delimiter when it stands repeatedly; with the others, fields are empty. */
const REPEATED = new Set<string>([";", "|", ...RARE_DELIMITERS, ":"]);
/** What may be part of a longer delimiter. */
const COMPANIONS = " |;~^#@!*&=<>:¦";
/** By the code of the character. */
const IS_COMPANION = Array.from({ length: 0x100 }, (_, code) =>
  COMPANIONS.includes(String.fromCharCode(code)),
);

export interface LongDelimiter {
  delimiter: string;
  /** Whether all occurrences of the short one are part of it; else at least half of them are. */
  isEverywhere: boolean;
}

/** The longer delimiter that `short` seems to be part of, such as `, `, `||` or `~|~`, outside of quotes. */
export function findLongDelimiter(text: string, short: string): LongDelimiter | null {
  const bare = text.includes('"') ? text.replaceAll(/"[^"]*"/g, '""') : text;
  const places = findPlaces(bare, short);
  if (places.length < 2) return null;
  const repeated = REPEATED.has(short) ? findRepeated(bare, short, places) : null;
  if (repeated !== null) return repeated;
  let delimiter = short;
  let before = 0;
  let fitting = places;
  while (delimiter.length < MAX_DELIMITER_CHARACTERS) {
    const right = findCompanion(bare, fitting, delimiter.length - before, 1);
    const left = right === null ? findCompanion(bare, fitting, -1 - before, -1) : null;
    const companion = right ?? left;
    if (companion === null || companion.places.length * 2 < places.length) break;
    fitting = companion.places;
    delimiter = right === null ? companion.character + delimiter : delimiter + companion.character;
    if (right === null) before += 1;
  }
  if (delimiter === short) return null;
  return { delimiter, isEverywhere: fitting.length === places.length };
}

function findPlaces(text: string, delimiter: string): number[] {
  const places: number[] = [];
  for (let at = text.indexOf(delimiter); at !== -1; at = text.indexOf(delimiter, at + 1)) {
    // A comma between digits may be part of a number where the delimiter is a longer one.
    const isInNumber =
      delimiter === "," && isDigit(text.charCodeAt(at - 1)) && isDigit(text.charCodeAt(at + 1));
    if (!isInNumber) places.push(at);
    if (places.length >= MAX_OCCURRENCES) break;
  }
  return places;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** The delimiter twice or more, if it mostly stands so. */
function findRepeated(
  text: string,
  short: string,
  places: readonly number[],
): LongDelimiter | null {
  const runs: number[] = [];
  let run = 0;
  for (const [index, place] of places.entries()) {
    run += 1;
    if (places[index + 1] === place + 1) continue;
    if (place + 1 < text.length || runs.length === 0) runs.push(run);
    run = 0;
  }
  const least = runs.filter((length) => length > 1).reduce((a, b) => Math.min(a, b), Infinity);
  if (least > MAX_DELIMITER_CHARACTERS) return null;
  const fitting = runs.filter((length) => length % least === 0);
  if (fitting.length * 2 < runs.length) return null;
  return { delimiter: short.repeat(least), isEverywhere: fitting.length === runs.length };
}

/** What mostly stands at this distance from the places, and at which; a blank only if it is single. */
function findCompanion(
  text: string,
  places: readonly number[],
  distance: number,
  direction: 1 | -1,
): { character: string; places: number[] } | null {
  const found = new Map<string, number[]>();
  for (const place of places) {
    const code = text.charCodeAt(place + distance);
    // Digits, letters and other delimiters, which are nearly all there is.
    if (!(IS_COMPANION[code] ?? false)) continue;
    const character = String.fromCharCode(code);
    if (character === " " && text[place + distance + direction] === " ") continue;
    const same = found.get(character);
    if (same === undefined) found.set(character, [place]);
    else same.push(place);
  }
  let best: { character: string; places: number[] } | null = null;
  for (const [character, at] of found) {
    if (at.length > (best?.places.length ?? 0)) best = { character, places: at };
  }
  return best;
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

/** Whether most colons are those of times, as in `10:45` or `10:45:30`. */
export function hasTimes(text: string): boolean {
  const colons = text.match(/:/g)?.length ?? 0;
  const ofTimes = text.match(/(?<=\d):[0-5]\d(?!\d)/g)?.length ?? 0;
  return ofTimes * 2 > colons;
}
