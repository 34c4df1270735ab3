import { MAX_TEXT_BODY_BYTES } from "../../../guards/limits.ts";
import { defineFormat } from "../../core/format.ts";

/** A header line: an exclamation mark and a record type in capitals, then its columns. */
const HEADER_LINE =
  /^"?!(TRNS|SPL|ENDTRNS|HDR|ACCNT|INVITEM|CUST|VEND|EMP|OTHERNAME|CLASS|TERMS|SHIPMETH|PAYMETH|CTYPE|VTYPE|TODO|TIMERHDR|TIMEACT|BUD|PRICELEVEL|SALESTAXCODE|JOBTYPE|CUSTNAMEDICT)"?\s*([\t,"]|$)/m;

export const iifFormat = defineFormat({
  id: "iif",
  title: "Intuit Interchange Format",
  extensions: [".iif"],
  mediaTypes: ["application/x-iif", "text/iif"],
  specification: "Intuit IIF import kit",
  version: 1,
  access: "stream",
  maxBodyBytes: MAX_TEXT_BODY_BYTES,
  signature: ({ text }) => (text !== null && HEADER_LINE.test(text) ? "high" : null),
  rollout: { tiers: ["solo", "professional", "enterprise"] },
  loadParser: () => import("./parse.ts"),
});
