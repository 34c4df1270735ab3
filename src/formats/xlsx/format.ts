import { MAX_BINARY_BODY_BYTES } from "../../../guards/limits.ts";
import { defineFormat } from "../../core/format.ts";

/** Excel's folder, or the parts that every workbook has, which libraries put elsewhere too. */
const WORKBOOK_PART = /^\/?xl\/|(?:^|\/)(?:workbook|sharedstrings)\.(?:xml|bin)$/;

export const xlsxFormat = defineFormat({
  id: "xlsx",
  title: "Excel workbook (Office Open XML)",
  extensions: [".xlsx", ".xlsm", ".xlsb"],
  mediaTypes: [
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.ms-excel.sheet.macroenabled.12",
    "application/vnd.ms-excel.sheet.binary.macroenabled.12",
  ],
  specification: "ECMA-376 parts 1 (SpreadsheetML) and 2 (OPC); ISO/IEC 29500 strict; MS-XLSB",
  version: 1,
  access: "buffer",
  maxBodyBytes: MAX_BINARY_BODY_BYTES,
  signature: ({ zipEntries, cfbStreams }) => {
    // A compound file with an EncryptedPackage is a workbook behind a password (MS-OFFCRYPTO 2.3).
    if (cfbStreams?.some((name) => name.toLowerCase() === "encryptedpackage")) return "high";
    if (zipEntries === null) return null;
    const names = zipEntries.map((name) => name.replaceAll("\\", "/").toLowerCase());
    return names.some((name) => WORKBOOK_PART.test(name)) ? "high" : null;
  },
  rollout: { tiers: ["free", "solo", "professional", "enterprise"] },
  loadParser: () => import("./parse.ts"),
});
