// Bombs that lie in the container, whatever the format in it.
import {
  nestedZip,
  quotedOverlapZip,
  workbookWith,
  workbookZip,
  workbookZipParts,
} from "../support/build-bombs-zip.ts";
import { buildQuineZip } from "../support/build-bombs-quine.ts";
import { buildZip, utf8 } from "../support/build-zip.ts";
import { packRepeated, type Repeated } from "../support/repeated-content.ts";
import { long, type Bomb } from "./bomb.ts";

const GIB = 1024 ** 3;
const SHEET = "xl/worksheets/sheet1.xml";
const ZEROS: Repeated = { unit: "\0", count: GIB };
const SPACES: Repeated = { head: "<a>", unit: " ", count: GIB, tail: "</a>" };
const DOCUMENT: Repeated = { ...SPACES, head: "<office:document-content>", tail: "" };
const RATIO = { code: "expansion_limit", limit: "inflate_ratio" } as const;
const UNSAFE = { code: "archive_unsafe" } as const;

const PARTS = workbookZipParts().map(({ name }) => name);

function spacesIn(name: string): Bomb {
  return {
    name: `a gibibyte of spaces in ${name}`,
    format: "xlsx",
    build: () => workbookWith(name, SPACES),
    isLong: name !== SHEET,
    expected: { ...RATIO, entry: name },
  };
}

export const ZIP_BOMBS: readonly Bomb[] = [
  {
    name: "overlapping entries",
    format: "xlsx",
    build: () => quotedOverlapZip(PARTS, 64 * 1024 * 1024),
    expected: UNSAFE,
  },
  {
    name: "overlapping entries, 2 000 of them",
    format: "xlsx",
    build: () =>
      quotedOverlapZip(
        [...PARTS, ...Array.from({ length: 1_990 }, (_, at) => `x${at}`)],
        21_000_000,
      ),
    expected: UNSAFE,
  },
  {
    name: "a container that holds itself",
    format: "xlsx",
    build: buildQuineZip,
    expected: { code: "corrupt_file" },
  },
  long({
    name: "containers in containers",
    format: "xlsx",
    build: () => nestedZip(4),
    expected: { rows: 1 },
  }),
  {
    name: "a gibibyte of zeros in a sheet",
    format: "xlsx",
    build: () => workbookWith(SHEET, ZEROS),
    expected: { code: "corrupt_file" },
  },
  ...["xl/workbook.xml", SHEET, "xl/sharedStrings.xml", "xl/styles.xml"].map(spacesIn),
  {
    name: "a gibibyte of spaces in relationships",
    format: "xlsx",
    build: () => workbookWith("_rels/.rels", SPACES),
    expected: { code: "expansion_limit", limit: "xml_tree_bytes", entry: "_rels/.rels" },
  },
  {
    name: "a gibibyte of spaces in content.xml",
    format: "ods",
    build: () =>
      buildZip({
        parts: [
          { name: "mimetype", data: "application/vnd.oasis.opendocument.spreadsheet", method: 0 },
          { name: "content.xml", data: packRepeated(DOCUMENT) },
        ],
      }),
    expected: { ...RATIO, entry: "content.xml" },
  },
  {
    name: "a small size declared for much data",
    format: "xlsx",
    build: () => workbookZip({ [SHEET]: { data: { ...packRepeated(ZEROS), size: 100 } } }),
    expected: { ...UNSAFE, entry: SHEET },
  },
  {
    name: "4 GiB declared for little data",
    format: "xlsx",
    build: () => workbookZip({ [SHEET]: { claims: { size: 0xfffffffe } } }),
    expected: { code: "corrupt_file", entry: SHEET },
  },
  {
    name: "4 EiB declared for little data",
    format: "xlsx",
    build: () =>
      workbookZip({ [SHEET]: { isZip64: true, claims: { size: 2 ** 62 } } }, { isZip64: true }),
    expected: { code: "corrupt_file" },
  },
  {
    name: "4 GiB declared for relationships",
    format: "xlsx",
    build: () => workbookZip({ "_rels/.rels": { claims: { size: 0xfffffffe } } }),
    expected: { code: "expansion_limit", limit: "xml_tree_bytes" },
  },
  {
    name: "two parts of one name",
    format: "xlsx",
    build: () =>
      buildZip({ parts: [...workbookZipParts(), { name: SHEET, data: "<worksheet/>" }] }),
    expected: { ...UNSAFE, entry: SHEET },
  },
  {
    name: "65 535 entries",
    format: "xlsx",
    build: () => {
      const more = Array.from({ length: 65_535 - PARTS.length }, (_, at) => ({
        name: `x${at}`,
        data: "",
        method: 0,
      }));
      return buildZip({ parts: [...workbookZipParts(), ...more] });
    },
    expected: { code: "expansion_limit", limit: "zip_entries" },
  },
  {
    name: "entries with names of 500 letters",
    format: "xlsx",
    build: () => {
      const more = Array.from({ length: 1_500 }, (_, at) => ({
        name: `${at}`.padStart(500, "é"),
        data: "",
        method: 0,
      }));
      return buildZip({ parts: [...workbookZipParts(), ...more] });
    },
    expected: { code: "expansion_limit", limit: "zip_directory_bytes" },
  },
  {
    name: "another container's end in the comment",
    format: "xlsx",
    build: () => {
      const inner = buildZip({ parts: workbookZipParts() });
      return buildZip({
        parts: workbookZipParts(),
        prefix: inner,
        comment: inner.subarray(inner.length - 22),
      });
    },
    expected: UNSAFE,
  },
  {
    name: "a second container in the comment",
    format: "xlsx",
    build: () => {
      const outer = buildZip({ parts: workbookZipParts() });
      const inner = buildZip({ parts: workbookZipParts(), prefix: outer });
      const comment = inner.subarray(outer.length);
      outer[outer.length - 2] = comment.length & 0xff;
      outer[outer.length - 1] = comment.length >> 8;
      return Buffer.concat([outer, comment]);
    },
    expected: UNSAFE,
  },
  {
    name: "a descriptor that says other sizes",
    format: "xlsx",
    build: () => workbookZip({ [SHEET]: { hasDescriptor: true, descriptor: { size: 1 } } }),
    expected: { ...UNSAFE, entry: SHEET },
  },
  {
    name: "other sizes in front of the data",
    format: "xlsx",
    build: () => workbookZip({ [SHEET]: { local: { size: 1 } } }),
    expected: { ...UNSAFE, entry: SHEET },
  },
  {
    name: "ten million empty blocks of deflate",
    format: "xlsx",
    build: () => {
      const data = new Uint8Array(5 * 10_000_000 + 2);
      data.set([0, 0, 0, 0xff, 0xff]);
      data.copyWithin(5, 0, 5);
      for (let filled = 5; filled < data.length - 2; filled *= 2)
        data.copyWithin(filled, 0, Math.min(filled, data.length - 2 - filled));
      data.set([3, 0], data.length - 2);
      return workbookZip({ [SHEET]: { data: { data, size: 0, crc32: 0 } } });
    },
    expected: { code: "truncated_file", entry: SHEET },
  },
  long({
    name: "a stored sheet of 40 MiB of spaces",
    format: "xlsx",
    build: () => {
      const data = Buffer.concat([
        utf8("<worksheet>"),
        Buffer.alloc(40 * 1024 * 1024, 0x20),
        utf8("</worksheet>"),
      ]);
      return workbookZip({ [SHEET]: { data, method: 0 } });
    },
    expected: { rows: 0 },
  }),
];
