// docs/errors.md, and the table of failure codes in each runbook.
import { FAILURES, type FailureCode } from "../../core/failure.ts";
import { FORMATS } from "../../formats/registry.ts";
import { errorPath, statusOf } from "../../http/problem.ts";
import { PARSE_ERROR_CODES } from "../../observability/metrics.ts";
import { codesOfFormat, parserCodes, requestCodes, sharedCodes } from "./failure-sources.ts";
import { code, page, table } from "./markdown.ts";

const CODES = Object.keys(FAILURES) as FailureCode[];

const INTRODUCTION = `# Errors

Every refusal is an \`application/problem+json\` document (RFC 9457) with one of these codes. The shape is in
[api.md](api.md#errors). \`GET /v1/errors\` lists the same catalogue, \`GET /v1/errors/{code}\` gives one entry.

- **Fault** says who has to act: \`file\` (its author), \`caller\` (the program that sends), \`policy\` (an operator's
  decision), \`capacity\` (nobody; wait), \`service\` (us). Only \`file\` and \`service\` faults of a parse count as parse
  errors.
- **Stage** is the step at which the code arises.
- **Retry** is \`yes\` when the same request can succeed later.`;

/** Who gives a code, for the section about it. */
function givenBy(failure: FailureCode): string {
  const ids = FORMATS.filter((format) => parserCodes(format).includes(failure)).map(({ id }) => id);
  if (sharedCodes().includes(failure)) return "Any upload.";
  const isRequest = requestCodes().includes(failure);
  if (isRequest && ids.length === 0) return "Any request.";
  if (ids.length === 0) return "Nothing yet: the code is reserved.";
  return `${isRequest ? "Any request, and the" : "The"} ${ids.length === 1 ? "parser" : "parsers"} of ${ids.join(", ")}.`;
}

export function errorsPage(): string {
  const index = table(
    ["Code", "Status", "Fault", "Stage", "Retry"],
    CODES.toSorted((a, b) => statusOf(a) - statusOf(b)).map((failure) => {
      const { fault, stage, retryable } = FAILURES[failure];
      const link = `[${code(failure)}](#${failure})`;
      return [link, String(statusOf(failure)), fault, stage, retryable ? "yes" : "no"];
    }),
  );
  const sections = CODES.map((failure) => {
    const { title, fix } = FAILURES[failure];
    return [
      `## ${failure}`,
      `${title}. Status ${statusOf(failure)}, ${code(errorPath(failure))}.`,
      `- Fix: ${fix}\n- Given by: ${givenBy(failure)}`,
    ].join("\n\n");
  });
  return page(INTRODUCTION, index, ...sections);
}

function countedAs(failure: FailureCode): string {
  const { stage, fault } = FAILURES[failure];
  if (stage === "detect") return "rejection, error of stage detect";
  if (stage === "admission" || fault === "capacity") return "rejection";
  return PARSE_ERROR_CODES.includes(failure) ? "error" : "no error";
}

/** @returns the table of what an upload of the format can be refused with. */
export function runbookTable(format: (typeof FORMATS)[number]): string {
  return table(
    ["Code", "Status", "Fault", "Counted as", "Meaning", "What the user can do"],
    codesOfFormat(format).map((failure) => {
      const { title, fault, fix } = FAILURES[failure];
      const link = `[${code(failure)}](../errors.md#${failure})`;
      return [link, String(statusOf(failure)), fault, countedAs(failure), title, fix];
    }),
  );
}
