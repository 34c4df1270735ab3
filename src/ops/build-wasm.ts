// `npm run build:wasm`: builds each `*.as.ts` (AssemblyScript) into the `.wasm` beside it. The
// binaries are in the repository, so that nothing but a change to a source needs the compiler.
import { globSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import asc from "assemblyscript/asc";

const ROOT = resolve(import.meta.dirname, "../..");
const SOURCE_SUFFIX = ".as.ts";
/** 64 KiB each; the sources lay out their memory themselves and have no use for a runtime. */
const MEMORY_PAGES = "16";
const FLAGS = [
  ...["-O3", "--noAssert", "--enable", "simd", "--runtime", "stub", "--use", "abort="],
  ...["--initialMemory", MEMORY_PAGES, "--maximumMemory", MEMORY_PAGES],
];

/** @returns the sources, relative to the repository. */
export function wasmSources(): string[] {
  return globSync(`src/**/*${SOURCE_SUFFIX}`, { cwd: ROOT }).toSorted();
}

export function wasmPathOf(source: string): string {
  return join(ROOT, source.replace(SOURCE_SUFFIX, ".wasm"));
}

/** Compiles one source and returns the module; the same source always gives the same bytes. */
export async function buildWasm(source: string, outFile: string): Promise<Uint8Array> {
  const { error, stderr } = await asc.main(
    [source, "--outFile", outFile, "--baseDir", ROOT, ...FLAGS],
    { stdout: asc.createMemoryStream() },
  );
  if (error !== null) throw new Error(stderr.toString());
  return new Uint8Array(readFileSync(outFile));
}

if (import.meta.main) {
  for (const source of wasmSources()) {
    await buildWasm(source, wasmPathOf(source));
    console.log(source);
  }
}
