// Streams XML parts of a package through a scanner, giving way to the sink and to the stop signal.
import type { ByteSource } from "../core/byte-source.ts";
import type { ParseContext } from "../core/format.ts";
import type { RowSink } from "../core/records.ts";

/** What takes the bytes of a part: an `XmlScanner`, or one of binary records. */
interface PartScanner {
  push(piece: Uint8Array): void;
  finish(): void;
}

/** Takes the events of one part. */
export interface PartReader {
  readonly scanner: PartScanner;
  /**
   * Consumes what the scanner has at the moment.
   * @returns true when there is more and the sink has to be asked for room first.
   */
  drain(): boolean | void;
}

/** What a parse is bound to while it reads. */
export interface ParseRun {
  sink: RowSink;
  context: ParseContext;
}

/**
 * Reads a part to its end; the sink may ask to wait between its pieces, and within one.
 * @param isDone asked after every piece; true ends the reading early.
 * @returns false when the parse was stopped: nothing may be pushed any more.
 */
export async function readPart(
  source: ByteSource,
  reader: PartReader,
  { sink, context }: ParseRun,
  isDone: () => boolean = () => false,
): Promise<boolean> {
  for (let isLast = false; !isLast;) {
    const bytes = await source.read();
    isLast = bytes === null;
    if (bytes === null) reader.scanner.finish();
    else reader.scanner.push(bytes);
    for (let hasMore = true; hasMore;) {
      hasMore = reader.drain() === true;
      const room = sink.ready();
      if (room !== null) await room;
      if (context.shouldStop()) return false;
      if (isDone()) return true;
    }
  }
  return true;
}
