import { describe, expect, it } from "vitest";
import { Refusal } from "../../src/core/failure.ts";
import type { FailureCode } from "../../src/core/failure.ts";
import { scrubEvent } from "../../src/observability/scrub.ts";
import type { ErrorEvent } from "../../src/observability/scrub.ts";
import { createErrorReporter } from "../../src/observability/sentry.ts";
import type { ErrorContext } from "../../src/observability/sentry.ts";

const DSN = "https://key123@errors.example/42";
const SECRET = "IBAN DE89 3704";
const CONTEXT: ErrorContext = {
  code: "internal",
  stage: "parse",
  format: "xlsx",
  parser: "xlsx/1",
  tier: "solo",
  parseId: "p1",
};

/** A Sentry that keeps what it is sent, and answers what it is told to. */
function sentryThatAnswers(answer: () => Response = () => new Response("{}")) {
  const requests: { url: string; body: string }[] = [];
  let now = 1_760_000_000_000;
  const report = createErrorReporter(DSN, {
    fetch: async (url, init) => {
      requests.push({ url, body: String(init.body) });
      return answer();
    },
    now: () => now,
    release: "0.1.0",
    environment: "test",
  });
  return { report, requests, pass: (ms: number) => (now += ms) };
}

/** The event in the envelope: its third line. */
function eventOf(request: { body: string } | undefined) {
  return JSON.parse(request?.body.split("\n")[2] ?? "null") as {
    fingerprint: string[];
    tags: Record<string, string>;
    release: string;
    exception: {
      values: { type: string; value: string; stacktrace?: { frames: { function: string }[] } }[];
    };
  };
}

class SheetReaderBug extends Error {
  override readonly name = "SheetReaderBug";
}

/** An error whose stack begins here, with a message that looks like more of it. */
function readSharedStrings(): Error {
  return new SheetReaderBug(`bad cell:\n    at ${SECRET} (file.js:1:2)`);
}

/** An error whose message was changed after its stack was taken; V8 takes it when it is first read. */
function withStackOf(earlier: string, message: string): Error {
  return Object.assign(new Error(message), { stack: new Error(earlier).stack });
}

function jsonError(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    return error;
  }
}

describe("createErrorReporter", () => {
  it.each([undefined, ""])("drops every report in silence when the DSN is %j", async (dsn) => {
    const report = createErrorReporter(dsn, {
      fetch: () => Promise.reject(new Error("must not be called")),
      now: () => 0,
      release: "0.1.0",
      environment: "test",
    });
    await expect(report(new Error("x"), CONTEXT)).resolves.toBeUndefined();
  });

  it("sends an event that is grouped by code, format, stage and parser", async () => {
    const { report, requests } = sentryThatAnswers();
    await report(readSharedStrings(), CONTEXT);
    expect(requests).toHaveLength(1);
    expect(requests[0]?.url).toContain("https://errors.example/api/42/envelope/");
    const event = eventOf(requests[0]);
    expect(event.fingerprint).toEqual(["internal", "xlsx", "parse", "xlsx/1"]);
    expect(event.tags).toEqual({
      code: "internal",
      stage: "parse",
      format: "xlsx",
      parser: "xlsx/1",
      tier: "solo",
      parse_id: "p1",
      release: "0.1.0",
    });
    expect(event.release).toBe("0.1.0");
    const [exception] = event.exception.values;
    expect(exception?.type).toBe("SheetReaderBug");
    const functions = exception?.stacktrace?.frames.map((frame) => frame.function);
    expect(functions).toContain("readSharedStrings");
    expect(requests[0]?.body).not.toContain(SECRET);
  });

  it("leaves out what is not known yet", async () => {
    const { report, requests } = sentryThatAnswers();
    const early = { ...CONTEXT, format: null, parser: null, tier: null, parseId: null };
    await report(new Error("x"), early);
    expect(eventOf(requests[0]).fingerprint).toEqual(["internal", "none", "parse", "none"]);
    expect(Object.keys(eventOf(requests[0]).tags)).toEqual(["code", "stage", "release"]);
  });

  const withCause = new Error("outer", { cause: new TypeError(`cell says ${SECRET}`) });
  const withOldStack = withStackOf(`old message ${SECRET}`, "new message");
  const framesInMessage = new Error(`line one\n    at ${SECRET} (file.js:1:2)\n    at more`);
  const cutShort = withStackOf(`cell:\n    at ${SECRET} (f.js:1:2)`, "cell");
  const cutOut = withStackOf(`a cell: b\n    at ${SECRET} (f.js:1:2)`, "b");
  const withOwnFields = Object.assign(new Error("x"), { row: [SECRET], filename: SECRET });
  const withOddName = Object.assign(new Error("x"), { name: `Error in ${SECRET}` });
  it.each<[string, unknown]>([
    ["the message of an error", new Error(`cell says ${SECRET}`)],
    ["the message of its cause", withCause],
    ["a message of several lines that look like frames", framesInMessage],
    ["a message that was changed after the stack was taken", withOldStack],
    ["a message that was cut short after the stack was taken", cutShort],
    ["a message that was cut out of the one in the stack", cutOut],
    ["properties of an error", withOwnFields],
    ["the name of an error", withOddName],
    ["a stack that is no stack", Object.assign(new Error("x"), { stack: `at ${SECRET}:1:2` })],
    ["a thrown text", `cell says ${SECRET}`],
    ["a thrown object", { cell: SECRET, [SECRET]: 1 }],
    ["the answer of JSON.parse", jsonError(`{"a":${SECRET}`)],
  ])("never sends %s", async (_, error) => {
    const { report, requests } = sentryThatAnswers();
    await report(error, CONTEXT);
    expect(requests).toHaveLength(1);
    expect(requests[0]?.body).not.toContain(SECRET);
    expect(requests[0]?.body).not.toContain("DE89");
  });

  it("names the causes of an error by their class", async () => {
    const { report, requests } = sentryThatAnswers();
    await report(withCause, CONTEXT);
    const types = eventOf(requests[0]).exception.values.map(({ type }) => type);
    expect(types).toEqual(["TypeError", "Error"]);
  });

  it("survives a cause that leads back to its error", async () => {
    const { report, requests } = sentryThatAnswers();
    const error = new Error("x");
    error.cause = error;
    await report(error, CONTEXT);
    expect(requests).toHaveLength(1);
  });

  it.each([
    ["corrupt_file", 0],
    ["tier_required", 0],
    ["configuration_unavailable", 1],
  ] as const)("of refusals reports only faults of the service: %s", async (code, sent) => {
    const { report, requests } = sentryThatAnswers();
    const failure = { code: code as "corrupt_file", detail: "" };
    await report(new Refusal(failure), { ...CONTEXT, code: code as FailureCode });
    expect(requests).toHaveLength(sent);
  });

  it.each<[string, () => Response]>([
    ["answers 500", () => new Response("", { status: 500 })],
    [
      "cannot be reached",
      () => {
        throw new TypeError("network");
      },
    ],
  ])("does not throw when Sentry %s", async (_, answer) => {
    const { report, requests } = sentryThatAnswers(answer);
    await expect(report(new Error("x"), CONTEXT)).resolves.toBeUndefined();
    expect(requests).toHaveLength(1);
  });

  it("reports an error whose fields throw as an error without a stack of its own", async () => {
    const { report, requests } = sentryThatAnswers();
    const hostile = Object.defineProperty(new Error("x"), "message", {
      get: () => {
        throw new Error(SECRET);
      },
    });
    await report(hostile, CONTEXT);
    expect(eventOf(requests[0]).exception.values[0]?.type).toBe("Error");
    expect(requests[0]?.body).not.toContain(SECRET);
  });

  it("does not throw on a DSN that is none", async () => {
    const report = createErrorReporter("not a dsn", {
      fetch: () => Promise.reject(new Error("must not be called")),
      now: () => 0,
      release: "0.1.0",
      environment: "test",
    });
    await expect(report(new Error("x"), CONTEXT)).resolves.toBeUndefined();
  });

  it("is quiet for as long as Sentry asks", async () => {
    let status = 429;
    const answer = () => new Response("", { status, headers: { "Retry-After": "30" } });
    const { report, requests, pass } = sentryThatAnswers(answer);
    await report(new Error("x"), CONTEXT);
    status = 200;
    pass(29_999);
    await report(new Error("x"), CONTEXT);
    expect(requests).toHaveLength(1);
    pass(1);
    await report(new Error("x"), CONTEXT);
    expect(requests).toHaveLength(2);
  });
});

describe("scrubEvent", () => {
  it("keeps nothing of a request, a user, breadcrumbs or messages", () => {
    const event = {
      type: undefined,
      event_id: "e1",
      level: "error",
      message: SECRET,
      request: {
        url: `https://edge.example/v1/parse?filename=${SECRET}`,
        query_string: `filename=${SECRET}`,
        headers: { authorization: SECRET },
        data: SECRET,
      },
      user: { ip_address: SECRET },
      breadcrumbs: [{ message: SECRET }],
      extra: { row: SECRET },
      contexts: { trace: { data: SECRET } },
      exception: {
        values: [
          {
            type: "Error",
            value: SECRET,
            stacktrace: {
              frames: [{ function: "f", lineno: 1, vars: { cell: SECRET }, context_line: SECRET }],
            },
          },
        ],
      },
    };
    const scrubbed = scrubEvent(event as ErrorEvent);
    expect(JSON.stringify(scrubbed)).not.toContain(SECRET);
    expect(scrubbed).toEqual({
      type: undefined,
      event_id: "e1",
      level: "error",
      exception: {
        values: [
          {
            type: "Error",
            value: "message withheld",
            stacktrace: { frames: [{ function: "f", lineno: 1 }] },
          },
        ],
      },
    });
  });
});
