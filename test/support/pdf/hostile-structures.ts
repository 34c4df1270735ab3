// Documents whose objects, page trees, streams and cross-references are made to harm a reader.
import { constants, deflateRawSync, deflateSync } from "node:zlib";
import { KIB, MIB } from "../../../src/core/units.ts";
import { buildPdf, layDocument, type DocumentSpec } from "./build-pdf.ts";
import type { EncryptionMethod } from "./encrypt-pdf.ts";
import { PageCanvas } from "./page-canvas.ts";
import type { PdfFile } from "./pdf-file.ts";
import { type PdfFileSpec } from "./pdf-file.ts";
import { latin1, PdfRef, type PdfDict, type PdfValue } from "./pdf-values.ts";

export interface HostileCase {
  name: string;
  build: () => Uint8Array;
  /** `complete` or codes of the catalogue; any of them where nothing is said. */
  outcomes?: readonly string[];
}

/** A table of three columns, as a page that nothing is wrong with. */
export function soundPage(): { content: string } {
  const canvas = new PageCanvas(842);
  const style = { font: "Helvetica", size: 9 } as const;
  for (const [index, [code, name, amount]] of [
    ["Account", "Name", "Amount"] as const,
    ["1000", "Cash", "1,234.50"] as const,
    ["1100", "Receivables", "(200.00)"] as const,
    ["2000", "Payables", "880.10"] as const,
    ["", "Total", "1,914.60"] as const,
  ].entries()) {
    const y = 100 + index * 16;
    for (const line of index === 0 ? [y - 12, y + 4] : [y + 4]) canvas.line(60, line, 400, line);
    if (code !== "") canvas.text(64, y, code, style);
    canvas.text(140, y, name, style);
    canvas.textRight(396, y, amount, style);
  }
  for (const x of [60, 136, 300, 400]) canvas.line(x, 88, x, 168);
  return { content: canvas.content() };
}

export function soundPdf(spec: Partial<DocumentSpec> = {}): Uint8Array {
  return buildPdf({ pages: [soundPage()], ...spec });
}

/** A catalogue over a page tree that `lay` makes; a sound page is at hand for it. */
function tree(
  lay: (file: PdfFile, page: PdfRef, root: PdfRef) => PdfDict,
  spec: PdfFileSpec = {},
): Uint8Array {
  const { file, pages } = layDocument({ pages: [soundPage()] });
  const pagesRoot = file.reserve();
  file.set(pagesRoot, { Type: "/Pages", ...lay(file, pages[0] as PdfRef, pagesRoot) });
  return file.write(file.add({ Type: "/Catalog", Pages: pagesRoot }), spec);
}

/** A zlib stream of that many blanks, without deflating them all. */
function deflatedBlanks(bytes: number): Uint8Array {
  const block = new Uint8Array(8 * MIB).fill(0x20);
  const once = deflateRawSync(block, { finishFlush: constants.Z_FULL_FLUSH });
  const count = Math.ceil(bytes / block.length);
  const sum = adler32OfBlanks(count * block.length);
  return new Uint8Array(
    Buffer.concat([
      Uint8Array.of(0x78, 0x9c),
      ...Array.from({ length: count }, () => once),
      // An empty last block.
      Uint8Array.of(0x03, 0x00, sum >>> 24, sum >>> 16, sum >>> 8, sum),
    ]),
  );
}

function adler32OfBlanks(length: number): number {
  const [modulus, blank] = [65_521n, 0x20n];
  const n = BigInt(length);
  const a = (1n + n * blank) % modulus;
  const b = (n + (blank * n * (n + 1n)) / 2n) % modulus;
  return Number((b << 16n) | a);
}

const GIGABYTE = 1024 * MIB;
/** Deflated twice: some kilobytes. */
let bomb: Uint8Array | null = null;

export function nestedBomb(): { data: Uint8Array; dict: PdfDict } {
  bomb ??= new Uint8Array(deflateSync(deflatedBlanks(GIGABYTE)));
  return { data: bomb, dict: { Filter: ["/FlateDecode", "/FlateDecode"] } };
}

/** The sound document with an object of its own in the place of the catalogue's entry of that name. */
function withCatalogEntry(name: string, value: PdfValue): Uint8Array {
  return soundPdf({ catalog: { [name]: value } });
}

/** Puts text into the file behind everything else. */
function withTail(bytes: Uint8Array, tail: string): Uint8Array {
  return new Uint8Array(Buffer.concat([bytes, latin1(tail)]));
}

function objectStreamBomb(): Uint8Array {
  const { file } = layDocument({ pages: [soundPage()] });
  const { data, dict } = nestedBomb();
  const stream = file.add({ data, dict: { ...dict, Type: "/ObjStm", N: 1_000_000, First: 10 } });
  // Every object of the document is said to be in the bomb.
  const rows = Buffer.concat(
    Array.from({ length: 64 }, (_, index) => {
      const row = Buffer.from([2, 0, 0, 0, 0, 0, index]);
      row.writeUInt32BE(stream.id, 1);
      return row;
    }),
  );
  const xref = { Type: "/XRef", Size: 64, W: [1, 4, 2], Root: new PdfRef(1) };
  const ref = file.add({ data: rows, dict: xref });
  const bytes = file.write(new PdfRef(1));
  const at = Buffer.from(bytes).indexOf(`${ref.id} 0 obj`);
  return withTail(bytes, `startxref\n${at}\n%%EOF\n`);
}

/** A cross-reference stream of which every figure can be a lie. */
function xrefStream(dict: PdfDict, data: Uint8Array = new Uint8Array(64)): Uint8Array {
  const { file, root } = layDocument({ pages: [soundPage()] });
  const ref = file.add({
    data,
    dict: { Type: "/XRef", Size: 8, W: [1, 2, 1], Root: root, ...dict },
  });
  const bytes = file.write(root);
  const at = Buffer.from(bytes).indexOf(`${ref.id} 0 obj`);
  return withTail(bytes, `startxref\n${at}\n%%EOF\n`);
}

function chainOfNodes(depth: number): Uint8Array {
  return tree((file, page) => {
    let kid = page;
    for (let i = 0; i < depth; i += 1) kid = file.add({ Type: "/Pages", Kids: [kid], Count: 1 });
    return { Kids: [kid], Count: 1 };
  });
}

const ENCRYPTIONS: readonly EncryptionMethod[] = ["rc4-40", "rc4-128", "aes-128", "aes-256"];

function encrypted(): HostileCase[] {
  return ENCRYPTIONS.flatMap((method): HostileCase[] => [
    {
      name: `encrypted with ${method}, empty password`,
      build: () => soundPdf({ encryption: { method, userPassword: "" } }),
      outcomes: ["complete"],
    },
    {
      name: `encrypted with ${method}`,
      build: () => soundPdf({ encryption: { method, userPassword: "secret" } }),
      outcomes: ["encrypted_file"],
    },
    {
      name: `encrypted with ${method}, in object streams`,
      build: () =>
        soundPdf({ encryption: { method, userPassword: "secret" }, hasObjectStream: true }),
      outcomes: ["encrypted_file"],
    },
  ]);
}

/** What is not there must not pass for all there was. */
const NOT_WHOLE = [
  "truncated_file",
  "corrupt_file",
  "no_table_found",
  "no_text_layer",
  "low_confidence",
  "empty_file",
];

function truncated(): HostileCase[] {
  const pages = Array.from({ length: 3 }, soundPage);
  const kinds: readonly [name: string, spec: Partial<DocumentSpec>][] = [
    ["", {}],
    [", with object streams", { hasObjectStream: true, isCompressed: true }],
    [", with its trailer in front", { hasEarlyTrailer: true }],
  ];
  return kinds.flatMap(([kind, spec]) =>
    Array.from({ length: 15 }, (_, index): HostileCase => {
      const share = index + 1;
      return {
        name: `cut off at ${share}/16${kind}`,
        build: () => {
          const bytes = soundPdf({ pages, ...spec });
          return bytes.slice(0, Math.floor((bytes.length * share) / 16));
        },
        outcomes: NOT_WHOLE,
      };
    }),
  );
}

const TOO_MANY_PAGES = 10_000;

export const HOSTILE_STRUCTURES: readonly HostileCase[] = [
  {
    name: "page tree whose root is its own kid",
    build: () => tree((_, page, root) => ({ Kids: [page, root], Count: 2 })),
  },
  {
    name: "page tree in a circle of two nodes",
    build: () =>
      tree((file, page, root) => ({
        Kids: [file.add({ Type: "/Pages", Kids: [root, page], Count: 2 })],
        Count: 2,
      })),
  },
  {
    name: "page tree with nothing in it but itself",
    build: () => tree((_, page, root) => ({ Kids: [root], Count: 1 })),
  },
  {
    name: "one page that claims to be a hundred million",
    build: () => tree((_, page) => ({ Kids: [page], Count: 100_000_000 })),
  },
  {
    name: "page count below zero",
    build: () => tree((_, page) => ({ Kids: [page], Count: -5 })),
  },
  {
    name: "page that is not there",
    build: () => tree((_, page) => ({ Kids: [new PdfRef(9999), page], Count: 2 })),
  },
  { name: "no pages", build: () => tree(() => ({ Kids: [], Count: 0 })) },
  {
    name: "10 000 pages",
    build: () =>
      buildPdf({ pages: Array.from({ length: TOO_MANY_PAGES }, () => ({ content: "" })) }),
    outcomes: ["pages_exceeded"],
  },
  {
    name: "one page 10 000 times",
    build: () =>
      tree((_, page) => ({
        Kids: Array.from({ length: TOO_MANY_PAGES }, () => page),
        Count: TOO_MANY_PAGES,
      })),
    outcomes: ["pages_exceeded"],
  },
  { name: "page tree 20 000 nodes deep", build: () => chainOfNodes(20_000) },
  {
    name: "gigabyte of blanks as the content of a page",
    build: () => {
      const { file, root, pages } = layDocument({ pages: [soundPage()] });
      const content = file.add(nestedBomb());
      file.set(pages[0] as PdfRef, {
        Type: "/Page",
        Parent: new PdfRef(2),
        MediaBox: [0, 0, 595, 842],
        Contents: content,
      });
      return file.write(root);
    },
  },
  { name: "gigabyte of blanks as an object stream", build: objectStreamBomb },
  {
    name: "gigabyte of blanks as a cross-reference stream",
    build: () => {
      const { data, dict } = nestedBomb();
      return xrefStream({ ...dict, Size: 100_000_000 }, data);
    },
  },
  {
    name: "cross-reference stream of two thousand million entries",
    build: () => xrefStream({ Size: 2_000_000_000, Index: [0, 2_000_000_000] }),
  },
  {
    name: "cross-reference stream with fields of 2^31 bytes",
    build: () => xrefStream({ W: [1, 2_147_483_647, 1] }),
  },
  {
    name: "predictor with rows of 2^31 bytes",
    build: () =>
      xrefStream(
        {
          Filter: "/FlateDecode",
          DecodeParms: { Predictor: 15, Columns: 2_147_483_647, Colors: 32, BitsPerComponent: 16 },
        },
        new Uint8Array(deflateSync(new Uint8Array(64 * KIB))),
      ),
  },
  {
    name: "a hundred filters one behind the other",
    build: () => {
      const { file, root, pages } = layDocument({ pages: [soundPage()] });
      let data = Buffer.from(soundPage().content);
      for (let i = 0; i < 100; i += 1) data = deflateSync(data);
      const Filter = Array.from({ length: 100 }, () => "/FlateDecode");
      const content = file.stream(new Uint8Array(data), { Filter });
      file.set(pages[0] as PdfRef, {
        Type: "/Page",
        Parent: new PdfRef(2),
        MediaBox: [0, 0, 595, 842],
        Contents: content,
      });
      return file.write(root);
    },
  },
  {
    name: "cross-reference table whose predecessor is itself",
    build: () => {
      const bytes = soundPdf({ trailer: { Prev: "PREVIOUS_" } });
      const at = Buffer.from(bytes).lastIndexOf("\nxref") + 1;
      const text = Buffer.from(bytes).toString("latin1");
      return latin1(text.replace("PREVIOUS_", String(at).padEnd(9)));
    },
  },
  {
    name: "startxref that points at itself",
    build: () => {
      const bytes = soundPdf();
      return withTail(bytes, `startxref\n${bytes.length}\n%%EOF\n`);
    },
  },
  {
    name: "startxref far behind the end",
    build: () => soundPdf({ startXref: 999_999_999_999 }),
  },
  {
    name: "stream whose length is itself",
    build: () => {
      const { file, root } = layDocument({ pages: [soundPage()] });
      const ref = file.reserve();
      file.set(ref, { dict: { Length: ref }, data: latin1("0 0 m") });
      return file.write(root);
    },
  },
  {
    name: "objects that are each other",
    build: () => {
      const { file, root } = layDocument({
        pages: [soundPage()],
        catalog: { AcroForm: "900 0 R" },
      });
      return withTail(file.write(root), "900 0 obj 901 0 R endobj 901 0 obj 900 0 R endobj\n");
    },
  },
  {
    name: "a million open arrays in the catalogue",
    build: () => withCatalogEntry("OpenAction", "[".repeat(1_000_000)),
  },
  {
    name: "a hundred thousand dictionaries in one another",
    build: () => withCatalogEntry("Names", `${"<</A ".repeat(100_000)}1${">>".repeat(100_000)}`),
  },
  {
    name: "text behind the first line",
    build: () => latin1(`%PDF-1.7\n${"rubbish ".repeat(5_000)}`),
  },
  {
    name: "noise behind the first line",
    build: () => {
      const noise = Uint8Array.from({ length: 64 * KIB }, (_, i) => (i * 2_654_435_761) >>> 24);
      return new Uint8Array(Buffer.concat([latin1("%PDF-1.4\n"), noise]));
    },
  },
  { name: "first line alone", build: () => latin1("%PDF-1.7") },
  {
    name: "a million objects of one number",
    build: () =>
      latin1(
        `%PDF-1.7\n${Array.from({ length: 1_000_000 }, (_, i) => `${i + 1} 0 obj 1 endobj\n`).join("")}\n`,
      ),
  },
  {
    name: "encrypted by an unknown handler",
    build: () => soundPdf({ trailer: { Encrypt: { Filter: "/Adobe.PubSec", V: 4, R: 4 } } }),
  },
  {
    name: "encrypted by a version of the future",
    build: () => soundPdf({ trailer: { Encrypt: { Filter: "/Standard", V: 99, R: 99 } } }),
  },
  ...encrypted(),
  ...truncated(),
];
