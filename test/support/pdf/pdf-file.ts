// Writes the bytes of a PDF file, object by object, for tests: bodies, cross-reference table or stream,
// trailer (ISO 32000-1, 7.5). Knows nothing of pages: build-pdf.ts does.
import { createHash } from "node:crypto";
import { deflateSync } from "node:zlib";
import { encryption, type EncryptionSpec, type PdfCipher } from "./encrypt-pdf.ts";
import {
  latin1,
  PdfRef,
  PdfText,
  writeValue,
  type PdfDict,
  type PdfStream,
  type PdfValue,
} from "./pdf-values.ts";

export interface PdfFileSpec {
  version?: string;
  /** Deflates the streams that have no filter. */
  isCompressed?: boolean;
  /** All that may stands in one object stream, behind a cross-reference stream. */
  hasObjectStream?: boolean;
  encryption?: EncryptionSpec;
  /** A trailer before the objects as well, as files for viewing while they load have it. */
  hasEarlyTrailer?: boolean;
  /** Further entries of the trailer, and those that replace others. */
  trailer?: PdfDict;
  /** In the place of the offset behind `startxref`. */
  startXref?: number;
}

type PdfBody = PdfValue | PdfStream;

interface Piece {
  id: number;
  bytes: Uint8Array;
}

const FREE_ENTRY = "0000000000 65535 f \n";

function isStream(body: PdfBody): body is PdfStream {
  return typeof body === "object" && body !== null && "data" in body && "dict" in body;
}

export class PdfFile {
  readonly #bodies = new Map<number, PdfBody>();
  #lastId = 0;

  /** @returns a reference to an object that is given later. */
  reserve(): PdfRef {
    this.#lastId += 1;
    return new PdfRef(this.#lastId);
  }

  set(ref: PdfRef, body: PdfBody): void {
    this.#bodies.set(ref.id, body);
  }

  add(body: PdfBody): PdfRef {
    const ref = this.reserve();
    this.set(ref, body);
    return ref;
  }

  stream(data: Uint8Array | string, dict: PdfDict = {}): PdfRef {
    return this.add({ dict, data: typeof data === "string" ? latin1(data) : data });
  }

  /** @param root the catalogue. */
  write(root: PdfRef, spec: PdfFileSpec = {}): Uint8Array {
    const fileId = createHash("md5").update("paciolus-edge").digest();
    const cipher = spec.encryption === undefined ? null : encryption(spec.encryption, fileId);
    const encryptRef = cipher === null ? null : this.add(cipher.dict);
    const trailer: PdfDict = {
      Root: root,
      ID: [new PdfText(fileId), new PdfText(fileId)],
      ...(encryptRef !== null && { Encrypt: encryptRef }),
      ...spec.trailer,
    };
    const packed = spec.hasObjectStream === true ? this.#packObjects(encryptRef) : null;
    const inOrder = [...this.#bodies].toSorted(([a], [b]) => a - b);
    const pieces = inOrder.flatMap(([id, body]): Piece[] =>
      packed?.has(id) === true
        ? []
        : [{ id, bytes: objectBytes(id, body, spec, id === encryptRef?.id ? null : cipher) }],
    );
    return packed === null
      ? this.#withTable(pieces, trailer, spec)
      : this.#withStream(pieces, packed, trailer, spec);
  }

  /** @returns the number of the stream and the place in it, by object; the stream is an object, too. */
  #packObjects(encryptRef: PdfRef | null): Map<number, { stream: number; index: number }> {
    const ids = [...this.#bodies].flatMap(([id, body]) =>
      isStream(body) || id === encryptRef?.id ? [] : [id],
    );
    const texts = ids.map((id) => writeValue(this.#bodies.get(id) as PdfValue));
    let at = 0;
    const head = ids.map((id, index) => {
      const entry = `${id} ${at}`;
      at += (texts[index] ?? "").length + 1;
      return entry;
    });
    const first = `${head.join(" ")}\n`;
    const ref = this.stream(`${first}${texts.join("\n")}\n`, {
      Type: "/ObjStm",
      N: ids.length,
      First: first.length,
    });
    return new Map(ids.map((id, index) => [id, { stream: ref.id, index }]));
  }

  #withTable(pieces: readonly Piece[], trailer: PdfDict, spec: PdfFileSpec): Uint8Array {
    const { parts, offsets, end } = layOut(pieces, trailer, spec);
    const entries = Array.from({ length: this.#lastId }, (_, index) => {
      const offset = offsets.get(index + 1);
      return offset === undefined ? FREE_ENTRY : `${String(offset).padStart(10, "0")} 00000 n \n`;
    });
    const size = this.#lastId + 1;
    parts.push(
      latin1(
        `xref\n0 ${size}\n${FREE_ENTRY}${entries.join("")}trailer\n${writeValue({ Size: size, ...trailer })}\nstartxref\n${spec.startXref ?? end}\n%%EOF\n`,
      ),
    );
    return joined(parts);
  }

  #withStream(
    pieces: readonly Piece[],
    packed: ReadonlyMap<number, { stream: number; index: number }>,
    trailer: PdfDict,
    spec: PdfFileSpec,
  ): Uint8Array {
    const { parts, offsets, end } = layOut(pieces, trailer, spec);
    const { id } = this.reserve();
    offsets.set(id, end);
    const rows = Array.from({ length: id + 1 }, (_, object) => {
      const place = packed.get(object);
      const row = Buffer.alloc(7);
      row[0] = place !== undefined ? 2 : offsets.has(object) ? 1 : 0;
      row.writeUInt32BE(place?.stream ?? offsets.get(object) ?? 0, 1);
      row.writeUInt16BE(place?.index ?? 0, 5);
      return row;
    });
    const dict = { Type: "/XRef", Size: id + 1, W: [1, 4, 2], ...trailer };
    parts.push(
      objectBytes(id, { dict, data: Buffer.concat(rows) }, spec, null),
      latin1(`startxref\n${spec.startXref ?? end}\n%%EOF\n`),
    );
    return joined(parts);
  }
}

/** Not as a Buffer, which readers of PDF refuse. */
function joined(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

function layOut(pieces: readonly Piece[], trailer: PdfDict, spec: PdfFileSpec) {
  const { version = "1.7", hasEarlyTrailer = false } = spec;
  const early = hasEarlyTrailer
    ? `trailer\n${writeValue({ Size: pieces.length + 1, ...trailer })}\nstartxref\n0\n%%EOF\n`
    : "";
  const parts: Uint8Array[] = [latin1(`%PDF-${version}\n%\xe2\xe3\xcf\xd3\n${early}`)];
  const offsets = new Map<number, number>();
  let end = parts[0]?.length ?? 0;
  for (const { id, bytes } of pieces) {
    offsets.set(id, end);
    parts.push(bytes);
    end += bytes.length;
  }
  return { parts, offsets, end };
}

function objectBytes(
  id: number,
  body: PdfBody,
  spec: PdfFileSpec,
  cipher: PdfCipher | null,
): Uint8Array {
  const encrypt = (bytes: Uint8Array) => cipher?.encrypt(bytes, id) ?? bytes;
  if (!isStream(body)) return latin1(`${id} 0 obj\n${writeValue(body, encrypt)}\nendobj\n`);
  const isDeflated = spec.isCompressed === true && body.dict["Filter"] === undefined;
  const data = encrypt(isDeflated ? deflateSync(body.data) : body.data);
  const dict = { ...body.dict, ...(isDeflated && { Filter: "/FlateDecode" }), Length: data.length };
  return Buffer.concat([
    latin1(`${id} 0 obj\n${writeValue({ ...dict, ...lengthOf(body) }, encrypt)}\nstream\n`),
    data,
    latin1("\nendstream\nendobj\n"),
  ]);
}

/** A length that is a lie stays one. */
function lengthOf({ dict }: PdfStream): PdfDict {
  return dict["Length"] === undefined ? {} : { Length: dict["Length"] };
}
