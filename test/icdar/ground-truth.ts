// Reads the truth of the ICDAR 2013 table competition: `NAME-reg.xml` has the regions of the tables of
// NAME.pdf, `NAME-str.xml` their cells. Coordinates are those of the page without its rotation, y up.
import { readFile } from "node:fs/promises";
import { DEFAULT_LIMITS } from "../../guards/limits.ts";
import { readXmlTree, type XmlElement } from "../../src/codecs/xml.ts";
import { MIB } from "../../src/core/units.ts";
import type { Cell } from "./metrics.ts";

export interface Region {
  /** From 1. */
  page: number;
  box: { x1: number; y1: number; x2: number; y2: number };
}

const LIMITS = { ...DEFAULT_LIMITS, xmlTreeBytes: 64 * MIB };

/** @returns the regions of each table. */
export async function readRegions(path: string): Promise<Region[][]> {
  const root = await readRoot(path);
  return childrenOf(root, "table").map((table) => childrenOf(table, "region").map(readRegion));
}

/** @returns the cells of each table. */
export async function readStructure(path: string): Promise<Cell[][]> {
  const root = await readRoot(path);
  return childrenOf(root, "table").map((table) => childrenOf(table, "region").flatMap(readCells));
}

async function readRoot(path: string): Promise<XmlElement> {
  const bytes = new Uint8Array(await readFile(path));
  const root = readXmlTree(bytes, path, LIMITS);
  if (root.name !== "document") throw new Error(`${path} is no document of the competition`);
  return root;
}

function childrenOf(element: XmlElement, name: string): XmlElement[] {
  return element.children.filter((child) => child.name === name);
}

function readRegion(region: XmlElement): Region {
  const [box] = childrenOf(region, "bounding-box");
  if (box === undefined) throw new Error("a region has no bounding-box");
  const [xa, ya, xb, yb] = ["x1", "y1", "x2", "y2"].map((name) => figure(box, name));
  return {
    page: figure(region, "page"),
    box: {
      x1: Math.min(xa as number, xb as number),
      y1: Math.min(ya as number, yb as number),
      x2: Math.max(xa as number, xb as number),
      y2: Math.max(ya as number, yb as number),
    },
  };
}

/** Rows and columns of a region count from where it stands in the table. */
function readCells(region: XmlElement): Cell[] {
  const [rows, columns] = [figure(region, "row-increment", 0), figure(region, "col-increment", 0)];
  return childrenOf(region, "cell").map((cell) => {
    const [row, column] = [figure(cell, "start-row"), figure(cell, "start-col")];
    return {
      row: rows + row,
      column: columns + column,
      endRow: rows + figure(cell, "end-row", row),
      endColumn: columns + figure(cell, "end-col", column),
      text: childrenOf(cell, "content")
        .map(({ text }) => text)
        .join(" "),
    };
  });
}

function figure(element: XmlElement, name: string, absent?: number): number {
  const text = element.attributes.get(name);
  const value = text === undefined || text === "" ? absent : Number(text);
  if (value === undefined || !Number.isFinite(value)) {
    throw new Error(`${name} of a ${element.name} is no number`);
  }
  return value;
}
