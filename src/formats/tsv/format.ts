import { MAX_TEXT_BODY_BYTES } from "../../../guards/limits.ts";
import { isMostlyTabbed } from "../../codecs/tabbed-text.ts";
import { defineFormat } from "../../core/format.ts";

export const tsvFormat = defineFormat({
  id: "tsv",
  title: "Tab-separated values and other delimited text",
  extensions: [".tsv", ".tab", ".txt", ".prn"],
  mediaTypes: ["text/tab-separated-values", "text/plain"],
  specification: "IANA text/tab-separated-values; for .txt any delimiter",
  version: 1,
  access: "stream",
  maxBodyBytes: MAX_TEXT_BODY_BYTES,
  signature: ({ text }) => (text === null ? null : isMostlyTabbed(text) ? "medium" : "low"),
  rollout: { tiers: ["free", "solo", "professional", "enterprise"] },
  loadParser: () => import("./parse.ts"),
});
