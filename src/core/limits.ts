/** The ceilings of one parse. Values and reasons stand in guards/limits.ts; tests pass smaller ones. */
export interface ParseLimits {
  rowsPerTable: number;
  columnsPerTable: number;
  cellsPerFile: number;
  /** UTF-8 bytes of one cell. */
  cellBytes: number;
  zipEntries: number;
  /** Bytes of a container's directory, which holds all names. */
  zipDirectoryBytes: number;
  /** Bytes inflated from one container in all. */
  inflatedBytes: number;
  /** Output bytes for each input byte, once `inflateRatioFreeBytes` of output are passed. */
  inflateRatio: number;
  inflateRatioFreeBytes: number;
  /** Bytes of text in all rows for each byte of the file, once `textRatioFreeBytes` are passed. */
  textRatio: number;
  textRatioFreeBytes: number;
  /** Bytes of decoded shared strings. */
  sharedStringBytes: number;
  /** Inflated bytes of a part that is read as a tree (workbook, relationships, styles). */
  xmlTreeBytes: number;
  /** Nodes of such a part: elements, attributes, references, and every 8 bytes of text. */
  xmlTreeNodes: number;
  xmlDepth: number;
  /** Bytes between `<` and `>` of one tag. */
  xmlTagBytes: number;
  mergedRanges: number;
  /** Memory of the rows of a sheet that are held back to be sorted, estimated. */
  heldRowBytes: number;
}
