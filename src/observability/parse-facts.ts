// What the log and the dataset are told of one parse. Names and contents of files are not in it.
import type { FailureCode, Fault } from "../core/failure.ts";

export interface ParseFacts {
  /** When the parse ended, in epoch ms. */
  at: number;
  parseId: string;
  format: string;
  /** Parser and its version: `xlsx/1`. */
  parser: string;
  detectedBy: "content" | "name" | "media_type" | "option";
  tier: string;
  /** Opaque account id. */
  account: string;
  outcome: "complete" | "failed" | "aborted" | "cancelled";
  /** Both null when there was no failure. */
  code: FailureCode | null;
  fault: Fault | null;
  /** Form of the answer. */
  resultForm: "ndjson" | "json" | "csv";
  /** False when the parse was admitted without an answer of its ParseMonitor. */
  tracked: boolean;
  rows: number;
  tables: number;
  warnings: number;
  bytes: number;
  durationMs: number;
  /** Release of the service. */
  version: string;
  /** Airport code of the Cloudflare location, or null where there is none. */
  colo: string | null;
}
