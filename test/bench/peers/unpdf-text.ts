// unpdf's own extractText: the texts of all pages, without places and without tables.
import { extractText } from "unpdf";
import { measureUnpdf } from "../unpdf-run.ts";
import type { PeerModule } from "../peer.ts";

export const read: PeerModule["read"] = null;

export const measureOutside: PeerModule["measureOutside"] = ({ file }) =>
  measureUnpdf(file, async (document) => {
    const { text } = await extractText(document, { mergePages: true });
    return text;
  });
