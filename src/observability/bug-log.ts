// One line of JSON for each bug: its class, where it was thrown, and where in the service. No message.
import type { Clock } from "../core/clock.ts";
import { anonymizeError } from "./scrub.ts";
import type { ErrorContext } from "./sentry.ts";

/** @param write takes one line without its terminator; `console.error` in the Worker. */
export function createBugLog(
  write: (line: string) => void,
  clock: Clock,
): (error: unknown, context: ErrorContext) => void {
  return (error, context) => {
    const { name, stack } = anonymizeError(error);
    write(
      JSON.stringify({
        event: "bug",
        time: new Date(clock()).toISOString(),
        error: name,
        stage: context.stage,
        format: context.format,
        parser: context.parser,
        parse_id: context.parseId,
        stack,
      }),
    );
  };
}
