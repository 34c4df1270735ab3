// Reads documents one after the other in a process of its own, since a parse that does not end, or takes
// all memory, can only be seen from outside. Behind each it reads a sound one.
import { FORMATS } from "../../../src/formats/registry.ts";
import { importLikeTheWorker } from "../../bench/worker-modules.ts";
import { readCase } from "../../fuzz/one-case.ts";
import { soundPdf } from "../../support/pdf/hostile-structures.ts";

export interface HostileAnswer {
  /** `complete`, the code of a refusal, or what was thrown. */
  outcome: string;
  /** The same of the sound document behind it. */
  next: string;
  /** Highest resident memory of the process since it began, buffers outside of the heap included. */
  peakBytes: number;
}

importLikeTheWorker();
const format = FORMATS.find(({ id }) => id === "pdf");
const loaded = await format?.loadParser?.();
if (format === undefined || loaded === undefined) throw new Error("there is no parser of pdf");
const reader = { format, parse: loaded.parse };

/** Always the last of several choices: every option at its default but `header=none`. */
const plain = (below: number) => below - 1;

async function outcomeOf(bytes: Uint8Array): Promise<string> {
  try {
    return await readCase(reader, bytes, plain);
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
}

process.on("message", (bytes: Uint8Array) => {
  void (async () => {
    const outcome = await outcomeOf(bytes);
    const next = await outcomeOf(soundPdf());
    const peakBytes = process.resourceUsage().maxRSS * 1024;
    process.send?.({ outcome, next, peakBytes } satisfies HostileAnswer);
  })();
});
