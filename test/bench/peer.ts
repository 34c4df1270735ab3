// What a tool under comparison is given and has to do. Each lives in its own file of peers/.
import type { CountingSink } from "./counting-sink.ts";
import type { ChildFigures } from "./measure.ts";

/** What is known of a file beforehand. */
export interface FileFacts {
  /** Id of the format; also the extension. */
  format: string;
}

export interface TextFacts extends FileFacts {
  /** Our parser is told neither. */
  delimiter: string;
  encoding: FileEncoding;
}

export interface Work extends FileFacts {
  /** Path of the file to read. */
  file: string;
}

export type TextWork = Work & TextFacts;

/** Files in windows-1252 hold no byte from 0x80 to 0x9F: to tools without that encoding they are ISO 8859-1. */
export type FileEncoding = "utf-8" | "windows-1252";

/**
 * Reads the file and puts every row but the header into the sink, as a line of JSON.
 * What it throws ends the benchmark.
 */
export type ReadWork<Given extends Work = Work> = (
  work: Given,
  sink: CountingSink,
) => Promise<void>;

export interface PeerModule {
  /** Loads what reading that file takes, so that no run pays for it. */
  prepare?: (work: Work) => Promise<void>;
  /** Null where what comes out cannot be held to the rows that were written. */
  read: ReadWork<never> | null;
  /** Of a tool that is no part of a Node process: runs it, and says what it cost. */
  measureOutside?: (work: Work) => Promise<ChildFigures>;
}

export function nodeEncoding(encoding: FileEncoding): "utf8" | "latin1" {
  return encoding === "utf-8" ? "utf8" : "latin1";
}
