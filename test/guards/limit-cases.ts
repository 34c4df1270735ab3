// What the tables of limits have in common: a file that holds so much of something, read under a limit.
import { expect } from "vitest";
import type { FailureCode, SourceLocation } from "../../src/core/failure.ts";
import type { FormatParser } from "../../src/core/format.ts";
import type { ParseLimits } from "../../src/core/limits.ts";
import { readBomb } from "../bombs/bomb.ts";

export interface LimitCase {
  /** Name of the limit, as failures have it. */
  name: string;
  /** What is counted, where a limit counts several things. */
  of?: string;
  code: FailureCode;
  /** A file that holds `count` of what is limited. */
  make: (count: number) => Uint8Array;
  max: number;
  /** Sets the limit; absent for those that are the same for every parse. */
  limits?: (max: number) => Partial<ParseLimits>;
  at?: SourceLocation;
}

export function titleOf({ name, of }: LimitCase): string {
  return of === undefined ? name : `${name} (${of})`;
}

/** Lets through what is one less than the limit or just as much, and refuses one more with both figures. */
export async function expectLimit(parse: FormatParser, limitCase: LimitCase): Promise<void> {
  const { name, code, make, max, at } = limitCase;
  const limits = limitCase.limits?.(max) ?? {};
  for (const count of [max - 1, max]) {
    const { failure } = await readBomb(parse, make(count), limits);
    expect(failure, `${count} of ${max}`).toBeNull();
  }
  const { failure } = await readBomb(parse, make(max + 1), limits);
  expect(failure).toMatchObject({
    code,
    limit: { name, max, found: max + 1 },
    ...(at !== undefined && { at }),
  });
}
