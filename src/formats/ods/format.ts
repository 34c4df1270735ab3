import { MAX_BINARY_BODY_BYTES } from "../../../guards/limits.ts";
import { defineFormat } from "../../core/format.ts";

const SPREADSHEET_MEDIA_TYPE = "application/vnd.oasis.opendocument.spreadsheet";
/** Any prefix, or none: the media type says what it is. */
const FLAT_ROOT = /^\s*<(?:[?!][^]*?<)?(?:[\w.-]+:)?document[\s>]/;

export const odsFormat = defineFormat({
  id: "ods",
  title: "OpenDocument spreadsheet",
  extensions: [".ods", ".fods", ".ots"],
  mediaTypes: [
    SPREADSHEET_MEDIA_TYPE,
    `${SPREADSHEET_MEDIA_TYPE}-template`,
    `${SPREADSHEET_MEDIA_TYPE}-flat-xml`,
  ],
  specification: "OASIS OpenDocument 1.3 part 3",
  version: 1,
  access: "buffer",
  maxBodyBytes: MAX_BINARY_BODY_BYTES,
  signature: ({ zipEntries, zipMimetype, text }) => {
    if (zipMimetype !== null) {
      return zipMimetype.startsWith(SPREADSHEET_MEDIA_TYPE) ? "high" : null;
    }
    if (zipEntries !== null) {
      const isPackage =
        zipEntries.includes("content.xml") && zipEntries.includes("META-INF/manifest.xml");
      return isPackage ? "medium" : null;
    }
    const isFlat = text !== null && text.includes(SPREADSHEET_MEDIA_TYPE) && FLAT_ROOT.test(text);
    return isFlat ? "high" : null;
  },
  rollout: { tiers: ["solo", "professional", "enterprise"] },
  loadParser: () => import("./parse.ts"),
});
