import { MAX_BINARY_BODY_BYTES } from "../../../guards/limits.ts";
import { defineFormat } from "../../core/format.ts";

const SPREADSHEET_XML = /^\s*<[^]*urn:schemas-microsoft-com:office:spreadsheet/i;

export const xlsFormat = defineFormat({
  id: "xls",
  title: "Excel 97-2003 workbook",
  extensions: [".xls"],
  mediaTypes: ["application/vnd.ms-excel"],
  specification: "MS-XLS over MS-CFB; XML Spreadsheet Reference (SpreadsheetML 2003)",
  version: 1,
  access: "buffer",
  maxBodyBytes: MAX_BINARY_BODY_BYTES,
  signature: ({ cfbStreams, head, text }) => {
    // Programs that cannot write the binary format give its name to its XML form.
    if (text !== null && SPREADSHEET_XML.test(text)) return "high";
    if (cfbStreams?.some((name) => /^(workbook|book)$/i.test(name))) return "high";
    // A bare stream, without a compound file around it, begins with a BOF record.
    const isBareStream = head[0] === 0x09 && [0x00, 0x02, 0x04, 0x08].includes(head[1] ?? -1);
    // Its body has one of four lengths; UTF-16 text that begins with a tab may look like it else.
    const hasBofLength = [4, 6, 8, 16].includes(head[2] ?? 0) && head[3] === 0;
    return isBareStream && hasBofLength ? "high" : null;
  },
  rollout: { tiers: ["free", "solo", "professional", "enterprise"] },
  loadParser: () => import("./parse.ts"),
});
