// The files that a format's mutants are made from: its fixtures, taken apart where they are
// containers, so that the damage goes into what the container holds as well.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { isCompoundFile } from "../../src/codecs/cfb.ts";
import { startsWithLocalHeader } from "../../src/codecs/zip-directory.ts";
import { streamsOf } from "../support/compound-file.ts";

export interface CorpusFile {
  name: string;
  bytes: Uint8Array;
  /** Of a ZIP container: what its entries hold. */
  parts: ReadonlyMap<string, Uint8Array> | null;
  /** Of a compound file: what its streams hold. */
  streams: ReadonlyMap<string, Uint8Array> | null;
}

const FIXTURES = join(import.meta.dirname, "../fixtures");
/** Also of what is inside; larger ones cost more than they find. */
const MAX_FILE_BYTES = 64 * 1024;

/** @param format its id; the fixtures of that folder are taken, whatever is said of them. */
export function readCorpus(format: string): CorpusFile[] {
  const folder = join(FIXTURES, format);
  return readdirSync(folder)
    .filter((name) => !name.endsWith(".json") && name !== "README.md")
    .toSorted()
    .map((name) => toCorpusFile(name, new Uint8Array(readFileSync(join(folder, name)))))
    .filter(
      ({ bytes, parts }) => bytes.length <= MAX_FILE_BYTES && sizeOf(parts) <= MAX_FILE_BYTES,
    );
}

function sizeOf(parts: CorpusFile["parts"]): number {
  return [...(parts?.values() ?? [])].reduce((sum, { length }) => sum + length, 0);
}

function toCorpusFile(name: string, bytes: Uint8Array): CorpusFile {
  return {
    name,
    bytes,
    parts: startsWithLocalHeader(bytes) ? takeApart(() => Object.entries(unzipSync(bytes))) : null,
    streams: isCompoundFile(bytes) ? takeApart(() => streamsOf(bytes)) : null,
  };
}

/** Fixtures of broken containers are damaged from outside only. */
function takeApart(
  entries: () => Iterable<readonly [string, Uint8Array]>,
): ReadonlyMap<string, Uint8Array> | null {
  try {
    const map = new Map(entries());
    return map.size === 0 ? null : map;
  } catch {
    return null;
  }
}
