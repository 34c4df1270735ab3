import { MAX_TEXT_BODY_BYTES } from "../../../guards/limits.ts";
import { defineFormat, type Confidence } from "../../core/format.ts";
import { KNOWN_TYPES } from "./record-types.ts";

const TYPES = [...KNOWN_TYPES].join("|");
const START = '^ {0,3}"? {0,3}';
const END = '"? {0,3}';
/** A header line of a type that QuickBooks writes; in lower case only where a delimiter follows. */
const HEADER_LINE = new RegExp(`${START}! {0,3}(?:${TYPES})${END}(?:[\\t,;]|$)`, "m");
const LOWER_CASE_LINE = new RegExp(`${START}! {0,3}(?:${TYPES})${END}[\\t,;]`, "im");
/** A header of any type, or a line of a transaction without its header: enough where the name says so, too. */
const POSSIBLE_LINE = new RegExp(
  `${START}(?:! {0,3}[A-Z]\\w{0,31}|TRNS|SPL|ENDTRNS|ACCNT)${END}[\\t,;]`,
  "im",
);

function judge(text: string): Confidence | null {
  if (HEADER_LINE.test(text) || LOWER_CASE_LINE.test(text)) return "high";
  return POSSIBLE_LINE.test(text) ? "low" : null;
}

export const iifFormat = defineFormat({
  id: "iif",
  title: "Intuit Interchange Format",
  extensions: [".iif"],
  mediaTypes: ["application/x-iif", "text/iif"],
  specification: "Intuit IIF import kit",
  version: 1,
  access: "stream",
  maxBodyBytes: MAX_TEXT_BODY_BYTES,
  signature: ({ text }) => (text === null ? null : judge(text)),
  rollout: { tiers: ["solo", "professional", "enterprise"] },
  loadParser: () => import("./parse.ts"),
});
