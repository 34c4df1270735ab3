// The words of a document with their places, read by unpdf alone: what lies in a region is not to be
// told by the parser that is measured.
import { getDocumentProxy } from "unpdf";

export interface PlacedWord {
  text: string;
  page: number;
  /** Of its middle, in points, without the rotation of the page; y up. */
  x: number;
  y: number;
}

interface Run {
  text: string;
  x: number;
  y: number;
  /** Direction of the line, of length 1. */
  dx: number;
  dy: number;
  width: number;
  size: number;
}

/** Of the font size: closer texts are of one word. */
const MAX_GAP = 0.12;
/** Of the height above the baseline. */
const MIDDLE = 0.35;

export async function readWords(bytes: Uint8Array): Promise<PlacedWord[]> {
  const document = await getDocumentProxy(bytes.slice(), { verbosity: 0 });
  const words: PlacedWord[] = [];
  for (let page = 1; page <= document.numPages; page += 1) {
    const proxy = await document.getPage(page);
    const { items } = await proxy.getTextContent();
    const runs: Run[] = [];
    for (const item of items) {
      if (!("str" in item) || item.str.trim() === "") continue;
      const [a = 0, b = 0, , , x = 0, y = 0] = item.transform as number[];
      const size = Math.hypot(a, b);
      if (size === 0) continue;
      const run = { text: item.str, x, y, dx: a / size, dy: b / size, width: item.width, size };
      const last = runs.at(-1);
      if (last !== undefined && isContinued(last, run)) {
        last.text += run.text;
        last.width = (run.x - last.x) * last.dx + (run.y - last.y) * last.dy + run.width;
      } else runs.push(run);
    }
    words.push(...runs.flatMap((run) => splitRun(run, page)));
    proxy.cleanup();
  }
  await document.destroy();
  return words;
}

function isContinued(last: Run, run: Run): boolean {
  const [x, y] = [run.x - last.x, run.y - last.y];
  const along = x * last.dx + y * last.dy - last.width;
  const across = Math.abs(y * last.dx - x * last.dy);
  return (
    last.dx === run.dx &&
    last.dy === run.dy &&
    across < MAX_GAP * last.size &&
    Math.abs(along) < MAX_GAP * last.size
  );
}

/** Places within a text by the number of its characters. */
function splitRun({ text, x, y, dx, dy, width, size }: Run, page: number): PlacedWord[] {
  const advance = width / text.length;
  return [...text.matchAll(/\S+/g)].map(({ 0: word, index }) => {
    const along = (index + word.length / 2) * advance;
    const across = MIDDLE * size;
    return { text: word, page, x: x + dx * along - dy * across, y: y + dy * along + dx * across };
  });
}
