import { MAX_BINARY_BODY_BYTES } from "../../../guards/limits.ts";
import { defineFormat } from "../../core/format.ts";

export const xlsFormat = defineFormat({
  id: "xls",
  title: "Excel 97-2003 workbook (BIFF)",
  extensions: [".xls"],
  mediaTypes: ["application/vnd.ms-excel"],
  specification: "MS-XLS over MS-CFB",
  version: 1,
  access: "buffer",
  maxBodyBytes: MAX_BINARY_BODY_BYTES,
  signature: ({ cfbStreams, head }) => {
    if (cfbStreams?.some((name) => /^(workbook|book)$/i.test(name))) return "high";
    // A bare stream, without a compound file around it, begins with a BOF record.
    const isBareStream = head[0] === 0x09 && [0x00, 0x02, 0x04, 0x08].includes(head[1] ?? -1);
    return isBareStream && (head[2] ?? 0) <= 0x10 && head[3] === 0 ? "high" : null;
  },
  rollout: { tiers: ["free", "solo", "professional", "enterprise"] },
  loadParser: null,
});
