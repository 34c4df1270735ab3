// Opens an upload as an OpenDocument package or as one flat XML document, and names what is encrypted.
// Source: OpenDocument 1.3 part 2 §2-§3 (packages, encryption), §4 (manifest).
import { refuseXmlTreeSize } from "../../../guards/xml.ts";
import { readPart, type ParseRun } from "../../codecs/xml-part.ts";
import { XML_MORE, XML_START, XmlScanner } from "../../codecs/xml-scanner.ts";
import { ZipArchive, type ZipEntry } from "../../codecs/zip.ts";
import { readAll, type ByteSource } from "../../core/byte-source.ts";
import { refuse } from "../../core/failure.ts";
import type { ParseLimits } from "../../core/limits.ts";
import { KIB } from "../../core/units.ts";
import type { CellStyles } from "./cell-styles.ts";
import { StylesPartReader } from "./styles-part.ts";

const CONTENT = "content.xml";
const MANIFEST = "META-INF/manifest.xml";
/** LibreOffice from 24.2 on may encrypt the whole package as one entry of another one. */
const ENCRYPTED_PACKAGE = "encrypted-package";
const PIECE_BYTES = 64 * KIB;

/** The XML that holds the tables: it may be read several times. */
export interface DocumentXml {
  /** For failures: the part, or the file itself. */
  part: string;
  open(): ByteSource;
  /** Reads what the content needs from other parts. False when the parse was stopped. */
  readStyles(styles: CellStyles, run: ParseRun): Promise<boolean>;
}

/**
 * Opens the upload.
 * Fails with: `encrypted_file`, `corrupt_file`, and what `ZipArchive` and the scanner fail with.
 */
export async function openDocument(bytes: Uint8Array, run: ParseRun): Promise<DocumentXml> {
  if (looksLikeXml(bytes)) {
    return { part: "document", open: () => sourceOf(bytes), readStyles: async () => true };
  }
  const { limits } = run.context;
  const archive = ZipArchive.open(bytes, limits);
  const manifest = archive.find(MANIFEST);
  const isEncrypted =
    archive.find(ENCRYPTED_PACKAGE) !== null ||
    (manifest !== null && (await saysEncrypted(archive, manifest, limits)));
  if (isEncrypted) {
    refuse({ code: "encrypted_file", detail: "The document is encrypted (OpenDocument package)." });
  }
  const content = archive.find(CONTENT);
  if (content === null) {
    refuse({
      code: "corrupt_file",
      detail: "The package holds no content.",
      at: { entry: CONTENT },
    });
  }
  const styles = archive.find("styles.xml");
  return {
    part: content.name,
    open: () => archive.source(content),
    readStyles: async (target, toRun) =>
      styles === null ||
      (await readPart(
        archive.source(styles),
        new StylesPartReader(styles.name, target, limits),
        toRun,
      )),
  };
}

/** A container begins with `PK`, an XML document with `<` in one encoding or another. */
function looksLikeXml(bytes: Uint8Array): boolean {
  let at = 0;
  const [a, b, c] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) at = 3;
  else if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) return true;
  while (at < bytes.length && " \t\r\n\0".includes(String.fromCharCode(bytes[at] as number))) {
    at += 1;
  }
  return bytes[at] === 0x3c;
}

function sourceOf(bytes: Uint8Array): ByteSource {
  let at = 0;
  return {
    read: () => {
      const piece = bytes.subarray(at, at + PIECE_BYTES);
      at += piece.length;
      return Promise.resolve(piece.length === 0 ? null : piece);
    },
  };
}

const NAMES = ["manifest", "file-entry", "full-path", "encryption-data"];
const [, FILE_ENTRY, FULL_PATH, ENCRYPTION_DATA] = NAMES.keys();

/** Whether the content is encrypted; macros alone may be, which nobody here opens. */
async function saysEncrypted(
  archive: ZipArchive,
  manifest: ZipEntry,
  limits: ParseLimits,
): Promise<boolean> {
  const tooLarge = refuseXmlTreeSize(manifest.size, manifest.name, limits);
  if (tooLarge !== null) refuse(tooLarge);
  const bytes = await readAll(archive.source(manifest), manifest.size);
  const scanner = new XmlScanner(NAMES, manifest.name, limits);
  blankDoctype(bytes);
  let isContent = false;
  let isEncrypted = false;
  const drain = (): void => {
    for (let event = scanner.next(); event !== XML_MORE; event = scanner.next()) {
      if (event !== XML_START) continue;
      if (scanner.name === FILE_ENTRY) {
        isContent = false;
        while (scanner.nextAttribute()) {
          if (scanner.attribute !== FULL_PATH) continue;
          const path = scanner.valueText();
          isContent = path === CONTENT || path === ENCRYPTED_PACKAGE;
        }
      } else if (scanner.name === ENCRYPTION_DATA) isEncrypted ||= isContent;
    }
  };
  scanner.push(bytes);
  drain();
  scanner.finish();
  drain();
  return isEncrypted;
}

/**
 * OpenOffice before 3 names a document type in the manifest. One without declarations of its own
 * (`[`) says nothing, since nothing outside of the file is ever read: it is overwritten with spaces.
 */
function blankDoctype(bytes: Uint8Array): void {
  const head = new TextDecoder("latin1").decode(bytes.subarray(0, KIB));
  const match = /<!DOCTYPE\s[^<>[\]]*>/.exec(head);
  if (match !== null) bytes.fill(0x20, match.index, match.index + match[0].length);
}
