import { MAX_TEXT_BODY_BYTES } from "../../../guards/limits.ts";
import { defineFormat } from "../../core/format.ts";

/** A tab in most of the first lines speaks for tab-separated text. */
function isMostlyTabbed(text: string): boolean {
  const lines = text.split(/\r\n?|\n/, 20).filter((line) => line.trim() !== "");
  const tabbed = lines.filter((line) => line.includes("\t")).length;
  return lines.length > 0 && tabbed * 2 > lines.length;
}

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
