// Streams XML parts of a package through a scanner, giving way to the sink and to the stop signal.
import type { ByteSource } from "../core/byte-source.ts";
import type { ParseContext } from "../core/format.ts";
import type { RowSink } from "../core/records.ts";
import { KIB } from "../core/units.ts";

/** What takes the bytes of a part: an `XmlScanner`, or one of binary records. */
interface PartScanner {
  push(piece: Uint8Array): void;
  finish(): void;
}

/** Takes the events of one part. `drain` consumes all that the scanner has at the moment. */
export interface PartReader {
  readonly scanner: PartScanner;
  drain(): void;
}

/** What a parse is bound to while it reads. */
export interface ParseRun {
  sink: RowSink;
  context: ParseContext;
}

/** A few thousand cells at most, each of which may hold a long shared string. */
const PIECE_BYTES = 8 * KIB;

/**
 * Reads a part to its end, in small pieces between which the sink may ask to wait.
 * @param isDone asked after every piece; true ends the reading early.
 * @returns false when the parse was stopped: nothing may be pushed any more.
 */
export async function readPart(
  source: ByteSource,
  reader: PartReader,
  { sink, context }: ParseRun,
  isDone: () => boolean = () => false,
): Promise<boolean> {
  for (let bytes = await source.read(); bytes !== null; bytes = await source.read()) {
    for (let from = 0; from < bytes.length; from += PIECE_BYTES) {
      reader.scanner.push(bytes.subarray(from, from + PIECE_BYTES));
      reader.drain();
      const room = sink.ready();
      if (room !== null) await room;
      if (context.shouldStop()) return false;
      if (isDone()) return true;
    }
  }
  reader.scanner.finish();
  reader.drain();
  return true;
}
