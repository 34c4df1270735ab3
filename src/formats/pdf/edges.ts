// Puts painted edges together: parallel ones that lie close become one, pieces of a line are joined.
// Constants: pdfplumber and tabula (snap and join 3 pt); design section on ruled tables.
import type { Edge } from "./page.ts";

/** Parallel edges this close are one, such as both sides of a line of some width. */
const SNAP = 3;
/** Gaps in a line: dashes, dots, corners. */
const JOIN = 3;
const MIN_LENGTH = 6;

export interface JoinedEdges {
  horizontal: Edge[];
  vertical: Edge[];
}

export function joinEdges(edges: readonly Edge[]): JoinedEdges {
  return {
    horizontal: joinParallel(edges.filter(({ isHorizontal }) => isHorizontal)),
    vertical: joinParallel(edges.filter(({ isHorizontal }) => !isHorizontal)),
  };
}

function joinParallel(edges: Edge[]): Edge[] {
  const sorted = edges.toSorted((a, b) => a.position - b.position);
  const joined: Edge[] = [];
  for (let from = 0; from < sorted.length;) {
    const first = sorted[from]?.position ?? 0;
    let to = from + 1;
    while (to < sorted.length && (sorted[to]?.position ?? 0) - first <= SNAP) to += 1;
    joined.push(...joinCollinear(sorted.slice(from, to)));
    from = to;
  }
  return joined.filter(({ start, end }) => end - start >= MIN_LENGTH);
}

/** The position of a joined edge is the mean of its pieces, weighed by their length. */
function joinCollinear(edges: Edge[]): Edge[] {
  const sorted = edges.toSorted((a, b) => a.start - b.start);
  const joined: Edge[] = [];
  let weight = 0;
  let sum = 0;
  for (const edge of sorted) {
    const last = joined.at(-1);
    const length = edge.end - edge.start;
    if (last === undefined || edge.start > last.end + JOIN) {
      joined.push({ ...edge });
      [weight, sum] = [length, length * edge.position];
      continue;
    }
    last.end = Math.max(last.end, edge.end);
    weight += length;
    sum += length * edge.position;
    last.position = sum / weight;
  }
  return joined;
}
