// Writes a ZIP file of any size to disk: an entry's data goes out as it is deflated, its header is
// filled in behind it.
import { closeSync, openSync, writeSync } from "node:fs";
import { crc32, createDeflateRaw } from "node:zlib";
import { fields, type Field } from "../../support/little-endian.ts";

const LOCAL_HEADER_BYTES = 30;
const VERSION = 20;
/** Midnight of 1 January 1980. */
const DATE = 0x21;
/** Text that is handed to the deflater at a time, in characters. */
const PIECE_CHARACTERS = 256 * 1024;

export interface FileSize {
  bytes: number;
  inflatedBytes?: number;
}

interface WrittenEntry {
  name: Buffer;
  method: 0 | 8;
  offset: number;
  crc: number;
  size: number;
  compressedSize: number;
}

export class ZipFileWriter {
  readonly #descriptor: number;
  readonly #entries: WrittenEntry[] = [];
  #length = 0;

  constructor(path: string) {
    this.#descriptor = openSync(path, "w");
  }

  /** @param pieces of text, in any sizes. @param method 0 to store it. */
  async add(name: string, pieces: Iterable<string>, method: 0 | 8 = 8): Promise<void> {
    const entry: WrittenEntry = {
      name: Buffer.from(name),
      method,
      offset: this.#length,
      crc: 0,
      size: 0,
      compressedSize: 0,
    };
    this.#length += LOCAL_HEADER_BYTES + entry.name.length;
    const take = (bytes: Uint8Array) => {
      writeSync(this.#descriptor, bytes, 0, bytes.length, this.#length);
      this.#length += bytes.length;
      entry.compressedSize += bytes.length;
    };
    const source = function* () {
      for (const bytes of inBlocks(pieces)) {
        entry.crc = crc32(bytes, entry.crc);
        entry.size += bytes.length;
        yield bytes;
      }
    };
    if (method === 0) for (const bytes of source()) take(bytes);
    else await deflate(source(), take);
    const header = Buffer.concat([this.#localHeader(entry), entry.name]);
    writeSync(this.#descriptor, header, 0, header.length, entry.offset);
    this.#entries.push(entry);
  }

  end(): FileSize {
    const offset = this.#length;
    const directory = Buffer.concat(
      this.#entries.flatMap((entry) => [centralHeader(entry), entry.name]),
    );
    const end = fields([
      [4, 0x06054b50],
      [4, 0],
      [2, this.#entries.length],
      [2, this.#entries.length],
      [4, directory.length],
      [4, offset],
      [2, 0],
    ]);
    writeSync(this.#descriptor, directory, 0, directory.length, offset);
    writeSync(this.#descriptor, end, 0, end.length, offset + directory.length);
    closeSync(this.#descriptor);
    return {
      bytes: offset + directory.length + end.length,
      inflatedBytes: this.#entries.reduce((sum, { size }) => sum + size, 0),
    };
  }

  #localHeader({ name, ...entry }: WrittenEntry): Buffer {
    return fields([
      [4, 0x04034b50],
      [2, VERSION],
      ...commonFields(entry),
      [2, name.length],
      [2, 0],
    ]);
  }
}

function commonFields(entry: Omit<WrittenEntry, "name">): Field[] {
  return [
    [2, 0],
    [2, entry.method],
    [2, 0],
    [2, DATE],
    [4, entry.crc],
    [4, entry.compressedSize],
    [4, entry.size],
  ];
}

function centralHeader(entry: WrittenEntry): Buffer {
  return fields([
    [4, 0x02014b50],
    [2, VERSION],
    [2, VERSION],
    ...commonFields(entry),
    [2, entry.name.length],
    [4, 0],
    [4, 0],
    [4, 0],
    [4, entry.offset],
  ]);
}

function* inBlocks(pieces: Iterable<string>): Generator<Buffer> {
  let text = "";
  for (const piece of pieces) {
    text += piece;
    if (text.length < PIECE_CHARACTERS) continue;
    yield Buffer.from(text);
    text = "";
  }
  if (text !== "") yield Buffer.from(text);
}

async function deflate(source: Iterable<Buffer>, take: (bytes: Uint8Array) => void): Promise<void> {
  const deflater = createDeflateRaw({ level: 6 });
  const done = new Promise<void>((resolve, reject) => {
    deflater.on("data", take).on("end", resolve).on("error", reject);
  });
  for (const bytes of source) {
    if (deflater.write(bytes)) continue;
    await new Promise((resolve) => deflater.once("drain", resolve));
  }
  deflater.end();
  await done;
}
