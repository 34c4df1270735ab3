import { MAX_TEXT_BODY_BYTES } from "../../../guards/limits.ts";
import { isMostlyTabbed } from "../../codecs/tabbed-text.ts";
import { defineFormat } from "../../core/format.ts";

export const csvFormat = defineFormat({
  id: "csv",
  title: "Comma-separated values",
  extensions: [".csv"],
  mediaTypes: ["text/csv", "application/csv"],
  specification: "RFC 4180, with the deviations named in README.md",
  version: 1,
  access: "stream",
  maxBodyBytes: MAX_TEXT_BODY_BYTES,
  signature: ({ text }) => {
    if (text === null) return null;
    return /[,;|]/.test(text) && !isMostlyTabbed(text) ? "medium" : "low";
  },
  rollout: { tiers: ["free", "solo", "professional", "enterprise"] },
  loadParser: () => import("./parse.ts"),
});
