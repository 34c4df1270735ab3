import { MAX_BINARY_BODY_BYTES } from "../../../guards/limits.ts";
import { defineFormat } from "../../core/format.ts";

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
  maxBodyBytes: MAX_BINARY_BODY_BYTES,
  signature: ({ text }) =>
    text !== null && /^\s*OFXHEADER\s*:|<\?OFX\s|<OFX\s*>/im.test(text) ? "high" : null,
  rollout: { tiers: ["solo", "professional", "enterprise"] },
  loadParser: null,
});
