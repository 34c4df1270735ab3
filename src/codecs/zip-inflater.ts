// The one place that inflates. Raw deflate in small slices, by fflate; a native inflater can stand
// behind the same function.
import { Inflate, FlateErrorCode } from "fflate";
import { KIB } from "../core/units.ts";

/** Why compressed data cannot be read on. */
type InflateProblem = "truncated" | "damaged";

/** Output of one push, in pieces whose sum is bounded by the input (1 032 to 1), or a problem. */
export type InflatePush = (input: Uint8Array, isLast: boolean) => Uint8Array | InflateProblem;

/**
 * Longest input of one push: deflate yields at most 1 032 bytes for each one, so that even a bomb
 * puts no more than 16.5 MB in memory before its output is counted.
 */
export const MAX_INFLATE_INPUT_BYTES = 16 * KIB;

const NOTHING = new Uint8Array(0);

/** @returns a function that inflates one raw deflate stream, piece by piece. */
export function createInflater(): InflatePush {
  let output = NOTHING;
  const inflate = new Inflate((data) => {
    output = data;
  });
  return (input, isLast) => {
    output = NOTHING;
    try {
      inflate.push(input, isLast);
    } catch (error) {
      return problemOf(error);
    }
    return output;
  };
}

function problemOf(error: unknown): InflateProblem {
  const code = error instanceof Error && "code" in error ? error.code : null;
  if (code === FlateErrorCode.UnexpectedEOF) return "truncated";
  // Anything else without a number is a range or type error from damaged code tables.
  return "damaged";
}
