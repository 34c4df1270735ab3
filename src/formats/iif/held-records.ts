// Records of one table that wait for it to begin, as bytes, in blocks that are given back as the
// records are taken out.
import { KIB } from "../../core/units.ts";
import type { StoredRecord } from "./fields.ts";

/** A record with what its table has to know of it besides. */
export interface HeldRecord extends StoredRecord {
  /** Which of the headers of its table counts for it. */
  header: number;
  /** What kind of line it is; the table's to say. */
  kind: number;
}

const FIRST_BLOCK_BYTES = 1 * KIB;
const MAX_BLOCK_BYTES = 256 * KIB;
/** Row, header and length of four bytes each; kind, flags and delimiter of one. */
const HEAD_BYTES = 15;

interface Block {
  bytes: Uint8Array;
  view: DataView;
  length: number;
}

export class HeldRecords {
  #blocks: Block[] = [];
  /** Memory of the blocks, in bytes. */
  size = 0;

  get isEmpty(): boolean {
    return this.#blocks.length === 0;
  }

  /** @param record copied. @returns by how many bytes of memory they grew. */
  add(record: HeldRecord): number {
    const length = record.end - record.start;
    const { block, grown } = this.#room(HEAD_BYTES + length);
    const { bytes, view } = block;
    const at = block.length;
    view.setUint32(at, record.row);
    view.setUint32(at + 4, record.header);
    view.setUint32(at + 8, length);
    bytes[at + 12] = record.kind;
    bytes[at + 13] = record.flags;
    bytes[at + 14] = record.delimiter;
    bytes.set(record.bytes.subarray(record.start, record.end), at + HEAD_BYTES);
    block.length = at + HEAD_BYTES + length;
    return grown;
  }

  /** Takes all records out, in order; each holds until the next one. */
  *take(): Generator<HeldRecord> {
    const blocks = this.#blocks;
    this.#blocks = [];
    for (let block = blocks.shift(); block !== undefined; block = blocks.shift()) {
      const { bytes, view } = block;
      for (let at = 0; at < block.length;) {
        const start = at + HEAD_BYTES;
        const end = start + view.getUint32(at + 8);
        yield {
          row: view.getUint32(at),
          header: view.getUint32(at + 4),
          kind: bytes[at + 12] as number,
          flags: bytes[at + 13] as number,
          delimiter: bytes[at + 14] as number,
          bytes,
          start,
          end,
        };
        at = end;
      }
    }
    this.size = 0;
  }

  #room(bytes: number): { block: Block; grown: number } {
    const last = this.#blocks.at(-1);
    if (last !== undefined && last.length + bytes <= last.bytes.length) {
      return { block: last, grown: 0 };
    }
    const next = last === undefined ? FIRST_BLOCK_BYTES : last.bytes.length * 2;
    const size = Math.max(bytes, Math.min(next, MAX_BLOCK_BYTES));
    const array = new Uint8Array(size);
    const block = { bytes: array, view: new DataView(array.buffer), length: 0 };
    this.#blocks.push(block);
    this.size += size;
    return { block, grown: size };
  }
}
