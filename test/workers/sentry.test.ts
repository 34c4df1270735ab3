// The error reporter in workerd, whose stacks and module loading are not those of Node.
import { describe, expect, it } from "vitest";
import { createErrorReporter } from "../../src/observability/sentry.ts";

describe("createErrorReporter in workerd", () => {
  it("sends the class and the frames of an error, and not its message", async () => {
    const bodies: string[] = [];
    const report = createErrorReporter("https://key123@errors.example/42", {
      fetch: async (_, init) => {
        bodies.push(String(init.body));
        return new Response("{}");
      },
      now: () => 0,
      release: "0.1.0",
      environment: "test",
    });
    function readSharedStrings(): Error {
      return new RangeError("cell holds 4711");
    }
    await report(readSharedStrings(), {
      code: "internal",
      stage: "parse",
      format: "xlsx",
      parser: "xlsx/1",
      tier: null,
      parseId: "p1",
    });
    expect(bodies).toHaveLength(1);
    expect(bodies[0]).toContain('"type":"RangeError"');
    expect(bodies[0]).toContain("readSharedStrings");
    expect(bodies[0]).not.toContain("4711");
  });
});
