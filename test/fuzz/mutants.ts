// One damaged file a seed: the same seed gives the same file, as long as the corpus stays.
import { buildZip, type ZipPart } from "../support/build-zip.ts";
import { wrapInCompoundFile } from "../support/compound-file.ts";
import { mutate, randomOf, TEXT_WORDS, type Random } from "../support/mutations.ts";
import { mutateRecords } from "./records.ts";
import type { CorpusFile } from "./corpus.ts";

export interface Mutant {
  bytes: Uint8Array;
  /** File of the corpus that it was made from. */
  origin: string;
  /** For further choices, such as the options of the parse. */
  random: Random;
}

export function mutantOf(corpus: readonly CorpusFile[], seed: number): Mutant {
  const random = randomOf(seed);
  const file = corpus[random(corpus.length)];
  if (file === undefined) throw new Error("the corpus has no file");
  return { bytes: damage(file, corpus, random), origin: file.name, random };
}

function damage(file: CorpusFile, corpus: readonly CorpusFile[], random: Random): Uint8Array {
  // One in four is damaged from outside, where checksums and offsets find most of it.
  const isOutside = random(4) === 0;
  if (file.parts !== null && !isOutside) return damageParts(file.parts, corpus, random);
  if (file.streams !== null && !isOutside) return damageStream(file.streams, corpus, random);
  const others = corpus.map(({ bytes }) => bytes);
  return mutate(file.bytes, { random, others, words: TEXT_WORDS });
}

/** Damages one part or two, sometimes loses, doubles or renames one, and packs all with right checksums. */
function damageParts(
  parts: ReadonlyMap<string, Uint8Array>,
  corpus: readonly CorpusFile[],
  random: Random,
): Uint8Array {
  const packed: ZipPart[] = [...parts].map(([name, data]) => ({ name, data, method: 0 }));
  const damages = random(8) === 0 ? 2 : 1;
  for (let i = 0; i < damages; i += 1) {
    const part = packed[random(packed.length)];
    if (part === undefined) break;
    const others = corpus.flatMap((file) => file.parts?.get(part.name) ?? []);
    part.data = mutate(part.data as Uint8Array, { random, others, words: TEXT_WORDS });
    // Deflating costs more than the parse of a small file.
    if (random(16) === 0) part.method = 8;
  }
  const at = random(packed.length);
  const [one, another] = [packed[at], packed[random(packed.length)]];
  if (one !== undefined && another !== undefined) {
    const chance = random(100);
    if (chance === 0) packed.splice(at, 1);
    else if (chance === 1) one.data = another.data;
    else if (chance === 2) packed.push({ ...one, name: another.name });
    else if (chance === 3) one.name = one.name.toUpperCase();
  }
  return buildZip({ parts: packed });
}

/** Damages one stream, by bytes or by records, and wraps it anew; it also comes without its wrapping. */
function damageStream(
  streams: ReadonlyMap<string, Uint8Array>,
  corpus: readonly CorpusFile[],
  random: Random,
): Uint8Array {
  const all = [...streams];
  // The workbook is the largest by far; the others say little.
  const [name, data] =
    random(16) === 0
      ? (all[random(all.length)] as [string, Uint8Array])
      : all.reduce((largest, stream) => (stream[1].length > largest[1].length ? stream : largest));
  const others = corpus.flatMap((file) => file.streams?.get(name) ?? []);
  const sources = { random, others, words: TEXT_WORDS };
  let mutant = random(2) === 0 ? mutateRecords(data, sources) : mutate(data, sources);
  if (random(4) === 0) mutant = mutateRecords(mutant, sources);
  return random(8) === 0 ? mutant : new Uint8Array(wrapInCompoundFile(name, mutant));
}
