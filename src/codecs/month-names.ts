// Names of months as exports write them, in full or cut short, in the languages of common exports.

/** In the order of the months; one language a line. */
const LANGUAGES: readonly string[] = [
  "january february march april may june july august september october november december",
  "januar februar märz april mai juni juli august september oktober november dezember",
  "jänner feber maerz april mai juni juli august september oktober november dezember",
  "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
  "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
  "enero febrero marzo abril mayo junio julio agosto setiembre octubre noviembre diciembre",
  "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
  "januari februari maart april mei juni juli augustus september oktober november december",
  "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
  "januari februari mars april maj juni juli augusti september oktober november december",
  "januar februar mars april mai juni juli august september oktober november desember",
];
/** Short forms that leave letters out. */
const CONTRACTIONS: readonly (readonly [name: string, month: number])[] = [
  ["mrz", 3],
  ["mrt", 3],
];
const MIN_CHARACTERS = 3;

const MONTHS = new Map<string, number>(CONTRACTIONS);
/** Beginnings that two months share, such as `jui`. */
const SHARED = new Set<string>();
for (const language of LANGUAGES) {
  for (const [index, name] of language.split(" ").entries()) {
    const full = fold(name);
    for (let length = MIN_CHARACTERS; length <= full.length; length += 1)
      put(full.slice(0, length), index + 1);
  }
}

function put(name: string, month: number): void {
  if ((MONTHS.get(name) ?? month) !== month) SHARED.add(name);
  MONTHS.set(name, month);
}

/** @returns 1 to 12, or null when it is no name of a month, or the beginning of two. */
export function monthOf(name: string): number | null {
  const folded = fold(name);
  return SHARED.has(folded) ? null : (MONTHS.get(folded) ?? null);
}

function fold(name: string): string {
  return name.toLowerCase().normalize("NFD").replaceAll(/\p{M}/gu, "");
}
