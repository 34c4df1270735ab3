import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { MIGRATIONS } from "../../../durable-objects/parse-monitor/migrations.ts";

/** Of the steps that have been released; a new step appends its own. */
const RELEASED: readonly string[] = ["1ef134516fc37d1d"];

function digestOf(statements: string): string {
  return createHash("sha256").update(statements).digest("hex").slice(0, 16);
}

describe("MIGRATIONS", () => {
  it("keeps every released step as it was, and knows each of its own", () => {
    expect(MIGRATIONS.map(digestOf)).toEqual(RELEASED);
  });
});
