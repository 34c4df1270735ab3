// Gives way to the sink and to the stop signal while a workbook is read.
import type { ParseRun } from "../../codecs/xml-part.ts";

/** Lets the sink wait. @returns false when the parse was stopped: nothing may be pushed any more. */
export async function pause({ sink, context }: ParseRun): Promise<boolean> {
  const room = sink.ready();
  if (room !== null) await room;
  return !context.shouldStop();
}
