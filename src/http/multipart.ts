// Takes the one part `file` out of a multipart/form-data body while it streams (RFC 7578).
import Busboy, { type BusboyFileStream, type BusboyInstance } from "@fastify/busboy";
import type { ByteSource } from "../core/byte-source.ts";
import { refuse, type ParseFailure } from "../core/failure.ts";

const FILE_FIELD = "file";
const LIMITS = {
  files: 1,
  fields: 20,
  fieldNameSize: 100,
  fieldSize: 1024,
  headerPairs: 50,
  parts: 21,
};

export interface FilePart {
  source: ByteSource;
  filename: string | null;
  mediaType: string | null;
}

/** What busboy found so far; it reports by callbacks, the rest of the service asks. */
interface Findings {
  part: Omit<FilePart, "source"> | null;
  chunks: Uint8Array[];
  hasFileEnded: boolean;
  hasFinished: boolean;
  failure: ParseFailure | null;
  /** Called when the parser fails, as it then calls back no write. */
  onError: () => void;
}

/**
 * Reads up to the beginning of the part `file`; its bytes follow from the returned source.
 * @param maxBytes of the whole form: what stands around the file is held to a limit as well.
 * Fails with: `malformed_multipart`, `file_too_large`.
 */
export async function openFilePart(
  body: ByteSource,
  contentType: string,
  maxBytes: number,
): Promise<FilePart> {
  const findings: Findings = {
    part: null,
    chunks: [],
    hasFileEnded: false,
    hasFinished: false,
    failure: null,
    onError: () => undefined,
  };
  const parser = createParser(contentType, findings);
  let formBytes = 0;
  const advance = async (): Promise<void> => {
    const bytes = await body.read();
    formBytes += bytes?.length ?? 0;
    if (formBytes > maxBytes) refuse(formTooLarge(maxBytes, formBytes));
    if (bytes === null) await finish(parser, findings);
    // Parts of the chunk are handed out later, and the source reuses its memory.
    else await write(parser, bytes.slice(), findings);
    if (findings.failure !== null) refuse(findings.failure);
  };
  while (findings.part === null) {
    if (findings.hasFinished) {
      return refuse({
        code: "malformed_multipart",
        detail: `There is no part named ${FILE_FIELD} with a file name.`,
      });
    }
    await advance();
  }
  return {
    ...findings.part,
    source: {
      async read() {
        while (findings.chunks.length === 0 && !findings.hasFinished) await advance();
        return findings.chunks.shift() ?? null;
      },
    },
  };
}

function formTooLarge(max: number, found: number): ParseFailure {
  return {
    code: "file_too_large",
    detail: `The form has at least ${found} bytes; ${max} are allowed.`,
    limit: { name: "form_bytes", max, found },
  };
}

function createParser(contentType: string, findings: Findings): BusboyInstance {
  let parser: BusboyInstance;
  const fail = (detail: string) => {
    findings.failure ??= { code: "malformed_multipart", detail };
  };
  try {
    parser = new Busboy({
      headers: { "content-type": contentType },
      limits: LIMITS,
      isPartAFile: (field, _type, filename) => field === FILE_FIELD || filename !== undefined,
    });
  } catch {
    return refuse({
      code: "malformed_multipart",
      detail: "The Content-Type header names no usable boundary.",
    });
  }
  parser.on(
    "file",
    (
      field: string,
      stream: BusboyFileStream,
      filename: string | undefined,
      _encoding: string,
      mediaType: string,
    ) => {
      if (field !== FILE_FIELD) fail(`A file came in another part than ${FILE_FIELD}.`);
      findings.part = { filename: filename ?? null, mediaType: mediaType || null };
      stream.on("data", (chunk: Uint8Array) => {
        if (chunk.length > 0) findings.chunks.push(chunk);
      });
      stream.on("end", () => {
        findings.hasFileEnded = true;
      });
      stream.on("error", () => fail("The body ends inside the file part."));
    },
  );
  parser.on("filesLimit", () => fail("The form holds more than one file."));
  parser.on("partsLimit", () => fail(`The form has more than ${LIMITS.parts} parts.`));
  parser.on("error", () => {
    fail("The parts of the body cannot be told apart, or the body ends too early.");
    findings.onError();
  });
  parser.on("finish", () => {
    findings.hasFinished = true;
  });
  return parser;
}

/** Resolves once the parser has taken the bytes and given out what they hold, or has failed. */
function write(parser: BusboyInstance, bytes: Uint8Array, findings: Findings): Promise<void> {
  return new Promise((resolve) => {
    findings.onError = resolve;
    parser.write(bytes, () => resolve());
  });
}

async function finish(parser: BusboyInstance, findings: Findings): Promise<void> {
  await new Promise<void>((resolve) => {
    findings.onError = resolve;
    parser.once("finish", () => resolve());
    parser.end();
  });
  findings.hasFinished = true;
  if (findings.part !== null && !findings.hasFileEnded) {
    findings.failure ??= {
      code: "malformed_multipart",
      detail: "The body ends inside the file part.",
    };
  }
}
