// Decrypts the bodies of records: RC4, whose key changes every 1024 bytes of the stream, and XOR
// obfuscation. Headers and some records are never encrypted, but count.
// Source: MS-XLS 2.2.10 (encryption), MS-OFFCRYPTO 2.3.7.3 (XOR).
import {
  BOF,
  BOUND_SHEET,
  FILE_LOCK,
  FILE_PASS,
  INTERFACE_HEADER,
  REVISION_HEAD,
  REVISION_INFO,
  USERS_EXCLUSIVE,
} from "./record-ids.ts";
import { Rc4 } from "./rc4.ts";
import type { RecordCipher } from "./record-reader.ts";

const PLAIN_RECORDS: ReadonlySet<number> = new Set([
  BOF,
  FILE_LOCK,
  FILE_PASS,
  INTERFACE_HEADER,
  REVISION_HEAD,
  REVISION_INFO,
  USERS_EXCLUSIVE,
]);
const BLOCK_BYTES = 1024;
/** The place of a sheet in the stream stays readable. */
const PLAIN_BOUND_SHEET_BYTES = 4;

function plainBytes(id: number, length: number): number {
  if (PLAIN_RECORDS.has(id)) return length;
  return id === BOUND_SHEET ? Math.min(PLAIN_BOUND_SHEET_BYTES, length) : 0;
}

export class Rc4RecordCipher implements RecordCipher {
  readonly #keyOf: (block: number) => Uint8Array;
  #rc4: Rc4 | null = null;
  #block = -1;
  /** Bytes of the block's key stream that are used up. */
  #used = 0;

  /** @param keyOf gives the key of each 1024 bytes of the stream. */
  constructor(keyOf: (block: number) => Uint8Array) {
    this.#keyOf = keyOf;
  }

  decrypt(id: number, body: Uint8Array, start: number, length: number, position: number): void {
    for (let at = plainBytes(id, length); at < length; at += 1) {
      body[start + at] = (body[start + at] as number) ^ this.#keyByte(position + at);
    }
  }

  #keyByte(position: number): number {
    const block = Math.floor(position / BLOCK_BYTES);
    const offset = position % BLOCK_BYTES;
    if (this.#rc4 === null || block !== this.#block || offset < this.#used) {
      this.#rc4 = new Rc4(this.#keyOf(block));
      this.#block = block;
      this.#used = 0;
    }
    const rc4 = this.#rc4;
    for (; this.#used < offset; this.#used += 1) rc4.next();
    this.#used += 1;
    return rc4.next();
  }
}

export class XorRecordCipher implements RecordCipher {
  readonly #array: Uint8Array;

  /** @param array 16 bytes that are made from the password. */
  constructor(array: Uint8Array) {
    this.#array = array;
  }

  decrypt(id: number, body: Uint8Array, start: number, length: number, position: number): void {
    for (let at = plainBytes(id, length); at < length; at += 1) {
      const byte = body[start + at] as number;
      const key = this.#array[(position + length + at) & 0x0f] as number;
      body[start + at] = (((byte << 3) | (byte >>> 5)) & 0xff) ^ key;
    }
  }
}
