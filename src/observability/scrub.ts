// What may leave the house of an error: its class and where it was thrown. Messages may quote cells
// and names of files, so they go neither as such nor as the head of a stack.

/** Stands where Sentry expects a message. */
const WITHHELD = "message withheld";

const MAX_CAUSES = 4;
/** Longest line of a stack that the client reads. */
const FRAME_LINE = /^\s+at \S.{0,1000}$/;
/** `TypeError: `, `TypeError [ERR_INVALID_ARG]: `: what V8 puts before the message. */
const STACK_HEAD = /^[\w$.]{1,100}(?: \[\w{1,60}\])?$/;
const CLASS_NAME = /^[A-Za-z_$][\w$.]{0,99}$/;

const EVENT_FIELDS = [
  "type",
  "event_id",
  "timestamp",
  "level",
  "platform",
  "release",
  "environment",
  "sdk",
  "fingerprint",
  "tags",
] as const;
const FRAME_FIELDS = ["function", "filename", "lineno", "colno", "in_app"] as const;

/** The parts of an error event that are read here; structural, so that no client's types are needed. */
export interface ErrorEvent {
  type: undefined;
  event_id?: string;
  timestamp?: number;
  level?: "fatal" | "error" | "warning" | "log" | "info" | "debug";
  platform?: string;
  release?: string;
  environment?: string;
  sdk?: { name?: string; version?: string };
  fingerprint?: string[];
  tags?: { [name: string]: string | number | bigint | boolean | symbol | null | undefined };
  exception?: { values?: EventException[] };
}

interface EventException {
  type?: string;
  value?: string;
  stacktrace?: { frames?: EventFrame[] };
}

interface EventFrame {
  function?: string;
  filename?: string;
  lineno?: number;
  colno?: number;
  in_app?: boolean;
}

/**
 * Copies an error without its messages and without properties of its own.
 * @returns an error with the class name, the frames of the stack, and up to four causes, as far as
 * they can be told; what is thrown without being an error gives only its type. Never throws.
 */
export function anonymizeError(thrown: unknown): Error {
  try {
    return anonymize(thrown, MAX_CAUSES);
  } catch {
    // Its own fields throw when they are read.
    return new Error(WITHHELD);
  }
}

/** @returns a new event with the fields that may leave, and no others. */
export function scrubEvent(event: ErrorEvent): ErrorEvent {
  return {
    ...pick(event, EVENT_FIELDS),
    exception: { values: (event.exception?.values ?? []).map(scrubException) },
  };
}

function anonymize(thrown: unknown, causesLeft: number): Error {
  const error = new Error(WITHHELD);
  if (!(thrown instanceof Error)) {
    error.name = `Thrown_${typeof thrown}`;
    error.stack = error.name;
    return error;
  }
  error.name = CLASS_NAME.test(thrown.name) ? thrown.name : "Error";
  error.stack = [error.name, ...frameLines(thrown)].join("\n");
  if (causesLeft > 0 && thrown.cause instanceof Error) {
    error.cause = anonymize(thrown.cause, causesLeft - 1);
  }
  return error;
}

/**
 * The lines below the head of a stack. A message of several lines can look like frames, so they are
 * only taken where the head is exactly the one that V8 writes for the message.
 */
function frameLines({ stack, message }: Error): readonly string[] {
  if (typeof stack !== "string") return [];
  const start = message === "" ? stack.indexOf("\n") : stack.indexOf(`: ${message}`);
  if (start === -1 || !STACK_HEAD.test(stack.slice(0, start))) return [];
  const below = stack.slice(message === "" ? start : start + 2 + message.length);
  if (!below.startsWith("\n")) return [];
  return below.split("\n").filter((line) => FRAME_LINE.test(line));
}

function scrubException({ type, stacktrace }: EventException): EventException {
  const frames = stacktrace?.frames?.map((frame) => pick(frame, FRAME_FIELDS));
  return {
    type: type !== undefined && CLASS_NAME.test(type) ? type : "Error",
    value: WITHHELD,
    ...(frames === undefined ? {} : { stacktrace: { frames } }),
  };
}

/** @returns a copy with those of the named fields that are there. */
function pick<T extends object, K extends keyof T>(from: T, fields: readonly K[]): Pick<T, K> {
  const entries = fields.filter((field) => field in from).map((field) => [field, from[field]]);
  return Object.fromEntries(entries) as Pick<T, K>;
}
