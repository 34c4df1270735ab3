import { MAX_BINARY_BODY_BYTES } from "../../../guards/limits.ts";
import { defineFormat } from "../../core/format.ts";

/** Readers accept the header anywhere in the first 1024 bytes (ISO 32000-1 annex H.3) … */
const HEADER_SEARCH_BYTES = 1024;
/** … but within a line of text it is something that the text speaks of. */
const HEADER = /(?:^|[^\x20-\x7e\t])%PDF-/;

export const pdfFormat = defineFormat({
  id: "pdf",
  title: "PDF with a text layer",
  extensions: [".pdf"],
  mediaTypes: ["application/pdf"],
  specification: "ISO 32000-1",
  version: 1,
  access: "buffer",
  maxBodyBytes: MAX_BINARY_BODY_BYTES,
  signature: ({ head }) => {
    const start = new TextDecoder("latin1").decode(head.subarray(0, HEADER_SEARCH_BYTES));
    return HEADER.test(start) ? "high" : null;
  },
  rollout: { tiers: ["solo", "professional", "enterprise"] },
  loadParser: () => import("./parse.ts"),
});
