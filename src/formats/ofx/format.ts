import { MAX_TEXT_BODY_BYTES } from "../../../guards/limits.ts";
import { defineFormat } from "../../core/format.ts";

/**
 * Within a line the marks are something that the text speaks of, unless other markup is before them.
 * Blanks are bounded to their line: a run of line breaks must not be gone through from each of them.
 */
const OFX_START = /^[ \t]*OFXHEADER[ \t]*:|(?:^|>)[ \t]*<(?:\?OFX\s|OFX\s{0,16}>)/im;

export const ofxFormat = defineFormat({
  id: "ofx",
  title: "Open Financial Exchange (OFX, QBO, QFX)",
  extensions: [".ofx", ".qbo", ".qfx"],
  mediaTypes: [
    "application/x-ofx",
    "application/ofx",
    "application/vnd.intu.qbo",
    "application/vnd.intu.qfx",
  ],
  specification: "OFX 1.6 (SGML) and 2.3 (XML)",
  version: 1,
  access: "stream",
  maxBodyBytes: MAX_TEXT_BODY_BYTES,
  signature: ({ text }) => (text !== null && OFX_START.test(text) ? "high" : null),
  rollout: { tiers: ["solo", "professional", "enterprise"] },
  loadParser: () => import("./parse.ts"),
});
