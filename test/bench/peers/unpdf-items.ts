// unpdf's own extractTextItems: the texts of all pages with their places, without tables.
import { extractTextItems } from "unpdf";
import { measureUnpdf } from "../unpdf-run.ts";
import type { PeerModule } from "../peer.ts";

export const read: PeerModule["read"] = null;

export const measureOutside: PeerModule["measureOutside"] = ({ file }) =>
  measureUnpdf(file, async (document) => {
    const { items } = await extractTextItems(document);
    return items.flatMap((page) => page.map(({ str }) => str)).join(" ");
  });
