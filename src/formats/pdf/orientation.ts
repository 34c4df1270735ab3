// Directions of text in quarter turns, and the frame of a page in which most of its text is upright.
import type { Box, Edge, Word } from "./page.ts";

/** Quarter turns clockwise from upright text: 0 runs right, 1 down, 2 left, 3 up. */
export type Turn = 0 | 1 | 2 | 3;

/** How far a direction may be off a quarter turn, as the tangent of the angle. */
const MAX_SKEW = 0.05;

/** @returns the quarter turn of text along (dx, dy), y downwards; null when it is none. */
export function turnOf(dx: number, dy: number): Turn | null {
  if (Math.abs(dy) <= Math.abs(dx) * MAX_SKEW) return dx > 0 ? 0 : dx < 0 ? 2 : null;
  if (Math.abs(dx) <= Math.abs(dy) * MAX_SKEW) return dy > 0 ? 1 : 3;
  return null;
}

/** Along the text, from the page's point (x, y). */
export function along(turn: Turn, x: number, y: number): number {
  return turn === 0 ? x : turn === 1 ? y : turn === 2 ? -x : -y;
}

/** Across the text, downwards from line to line, from the page's point (x, y). */
export function across(turn: Turn, x: number, y: number): number {
  return turn === 0 ? y : turn === 1 ? -x : turn === 2 ? -y : x;
}

function turnBox(box: Box, turn: Turn, dx: number, dy: number): Box {
  const u = [along(turn, box.x0, box.top), along(turn, box.x1, box.bottom)] as const;
  const v = [across(turn, box.x0, box.top), across(turn, box.x1, box.bottom)] as const;
  return {
    x0: Math.min(...u) + dx,
    x1: Math.max(...u) + dx,
    top: Math.min(...v) + dy,
    bottom: Math.max(...v) + dy,
  };
}

/** Words by direction, each in the frame of its own direction. */
export type TurnedWords = readonly [Word[], Word[], Word[], Word[]];

export interface Frame {
  width: number;
  height: number;
  words: Word[];
  turnedWords: Word[];
  edges: Edge[];
}

/** Turns a page so that the direction with most letters is upright. */
export function uprightFrame(
  words: TurnedWords,
  edges: readonly Edge[],
  width: number,
  height: number,
): Frame {
  const letters = words.map((list) => list.reduce((sum, { text }) => sum + text.length, 0));
  const turn = letters.indexOf(Math.max(...letters)) as Turn;
  const isAside = turn % 2 === 1;
  const dx = turn === 2 ? width : turn === 3 ? height : 0;
  const dy = turn === 1 ? width : turn === 2 ? height : 0;
  const upright = words[turn].map((word) => move(word, dx, dy));
  const turnedWords = words.flatMap((list, other) =>
    other === turn ? [] : list.map((word) => turnWord(word, other as Turn, turn, dx, dy)),
  );
  return {
    width: isAside ? height : width,
    height: isAside ? width : height,
    words: upright,
    turnedWords,
    edges: turn === 0 ? [...edges] : edges.map((edge) => turnEdge(edge, turn, dx, dy)),
  };
}

function move(word: Word, dx: number, dy: number): Word {
  if (dx === 0 && dy === 0) return word;
  return {
    ...word,
    x0: word.x0 + dx,
    x1: word.x1 + dx,
    top: word.top + dy,
    bottom: word.bottom + dy,
    baseline: word.baseline + dy,
  };
}

/** From its own frame to the page's, and from there to the upright one. */
function turnWord(word: Word, from: Turn, to: Turn, dx: number, dy: number): Word {
  const back = ((4 - from) % 4) as Turn;
  const box = turnBox(turnBox(word, back, 0, 0), to, dx, dy);
  return { text: word.text, size: word.size, baseline: box.bottom, ...box };
}

function turnEdge(edge: Edge, turn: Turn, dx: number, dy: number): Edge {
  const { isHorizontal, position, start, end } = edge;
  const box = isHorizontal
    ? { x0: start, x1: end, top: position, bottom: position }
    : { x0: position, x1: position, top: start, bottom: end };
  const turned = turnBox(box, turn, dx, dy);
  const staysHorizontal = turn % 2 === 0 ? isHorizontal : !isHorizontal;
  return staysHorizontal
    ? { isHorizontal: true, position: turned.top, start: turned.x0, end: turned.x1 }
    : { isHorizontal: false, position: turned.x0, start: turned.top, end: turned.bottom };
}
