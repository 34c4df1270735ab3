// What a tool under comparison is given and has to do. Each lives in its own file of peers/.
import type { CountingSink } from "./counting-sink.ts";

/** What is known of a file beforehand. */
export interface FileFacts {
  /** Id of the format; also the extension. */
  format: string;
  /** Of text; our parser is not told. */
  delimiter: string;
  encoding: FileEncoding;
}

export interface Work extends FileFacts {
  /** Path of the file to read. */
  file: string;
}

/** Files in windows-1252 hold no byte from 0x80 to 0x9F: to tools without that encoding they are ISO 8859-1. */
export type FileEncoding = "utf-8" | "windows-1252";

/**
 * Reads the file and puts every row but the header into the sink, as a line of JSON.
 * What it throws ends the benchmark.
 */
export type ReadWork = (work: Work, sink: CountingSink) => Promise<void>;

export interface PeerModule {
  read: ReadWork;
}

export function nodeEncoding(encoding: FileEncoding): "utf8" | "latin1" {
  return encoding === "utf-8" ? "utf8" : "latin1";
}
