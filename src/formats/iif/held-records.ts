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

/** Blocks of full size that were given back: new ones would wait for the collector while old ones go. */
export class BlockPool {
  readonly #free: Block[] = [];

  /** @param bytes that it has to hold at least. */
  take(bytes: number): Block {
    const free = bytes <= MAX_BLOCK_BYTES ? this.#free.pop() : undefined;
    return free ?? newBlock(Math.max(bytes, MAX_BLOCK_BYTES));
  }

  giveBack(block: Block): void {
    if (block.bytes.length !== MAX_BLOCK_BYTES) return;
    block.length = 0;
    this.#free.push(block);
  }
}

function newBlock(size: number): Block {
  const bytes = new Uint8Array(size);
  return { bytes, view: new DataView(bytes.buffer), length: 0 };
}

export class HeldRecords {
  readonly #pool: BlockPool;
  #blocks: Block[] = [];
  /** Memory of the blocks, in bytes. */
  size = 0;

  constructor(pool: BlockPool) {
    this.#pool = pool;
  }

  get isEmpty(): boolean {
    return this.#blocks.length === 0;
  }

  /** @param record copied. */
  add(record: HeldRecord): void {
    const length = record.end - record.start;
    const block = this.#room(HEAD_BYTES + length);
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
      this.#pool.giveBack(block);
    }
    this.size = 0;
  }

  #room(bytes: number): Block {
    const last = this.#blocks.at(-1);
    if (last !== undefined && last.length + bytes <= last.bytes.length) return last;
    const next = last === undefined ? FIRST_BLOCK_BYTES : last.bytes.length * 2;
    const size = Math.max(bytes, next);
    const block = size < MAX_BLOCK_BYTES ? newBlock(size) : this.#pool.take(bytes);
    this.#blocks.push(block);
    this.size += block.bytes.length;
    return block;
  }
}
