// The header of an OFX file: lines `KEY:VALUE` (1.x), or the attributes of `<?OFX … ?>` (2.x). Read
// for what it says of version and encoding; a file without one is as good.
// Source: OFX 1.6 §2.2, OFX 2.3 §2.2.

const KEYS = [
  "OFXHEADER",
  "DATA",
  "VERSION",
  "SECURITY",
  "ENCODING",
  "CHARSET",
  "COMPRESSION",
  "OLDFILEUID",
  "NEWFILEUID",
];
/** A header is found within this. */
const MAX_HEADER_BYTES = 16 * 1024;
const MAX_VALUE_CHARACTERS = 64;

export interface OfxHeader {
  dialect: "sgml" | "xml";
  /** As written, such as `102` or `211`; null without a header. */
  version: string | null;
  /** WHATWG name of the encoding that it claims, where that is one byte or more a character beyond ASCII. */
  charset: string | null;
  /** A code page of DOS that it claims; none of them is a WHATWG encoding. */
  dosPage: string | null;
}

/** @param head the first bytes of the file, in any encoding that has ASCII in it. */
export function readHeader(head: Uint8Array): OfxHeader {
  const text = new TextDecoder("latin1").decode(head.subarray(0, MAX_HEADER_BYTES));
  const root = text.search(/<OFX[\s>]/i);
  const header = root < 0 ? text : text.slice(0, root);
  const instruction = /<\?OFX\s([^>]*)>/i.exec(header)?.[1] ?? null;
  const declaration = /<\?xml\s([^>]*)>/i.exec(header)?.[1] ?? null;
  const isXml = instruction !== null || declaration !== null;
  const lines = isXml ? new Map<string, string>() : readLines(header);
  const version = isXml ? attribute(instruction, "VERSION") : lines.get("VERSION");
  const claimed = isXml
    ? attribute(declaration, "encoding")
    : (lines.get("CHARSET") ?? lines.get("ENCODING"));
  return {
    dialect: isXml ? "xml" : "sgml",
    version: version ?? null,
    ...readCharset(claimed ?? ""),
  };
}

/** Keys stand on lines of their own, or one behind the other; a value ends where the next key begins. */
function readLines(header: string): Map<string, string> {
  const upper = header.toUpperCase();
  const starts: { key: string; at: number; from: number }[] = [];
  for (const key of KEYS) {
    const at = upper.indexOf(key);
    const colon = /^\s*:/.exec(header.slice(at + key.length, at + key.length + 8));
    if (at >= 0 && colon !== null) {
      starts.push({ key, at, from: at + key.length + colon[0].length });
    }
  }
  starts.sort((one, other) => one.at - other.at);
  const values = new Map<string, string>();
  for (const [index, { key, from }] of starts.entries()) {
    const [line = ""] = header
      .slice(from, starts[index + 1]?.at)
      .trimStart()
      .split(/[\r\n]/, 1);
    values.set(key, line.trim().slice(0, MAX_VALUE_CHARACTERS));
  }
  return values;
}

function attribute(attributes: string | null, name: string): string | undefined {
  const match = new RegExp(`\\b${name}\\s*=\\s*["']([^"']*)["']`, "i").exec(attributes ?? "");
  return match?.[1]?.trim().slice(0, MAX_VALUE_CHARACTERS);
}

/** What is UTF-8 shows by itself; `NONE` and the like claim nothing. */
function readCharset(claimed: string): Pick<OfxHeader, "charset" | "dosPage"> {
  const name = claimed.toLowerCase().replace(/^(?:cp|ms|ibm|windows)[-_]?(?=\d)/, "");
  const none = { charset: null, dosPage: null };
  if (/^(?:437|850|852)$/.test(name)) return { charset: null, dosPage: name };
  const label = /^125[0-8]$/.test(name)
    ? `windows-${name}`
    : name.replace(/^(?:iso[-_]?)?8859[-_]?/, "iso-8859-");
  try {
    const { encoding } = new TextDecoder(label === "866" ? "ibm866" : label);
    return encoding.startsWith("utf-") ? none : { charset: encoding, dosPage: null };
  } catch {
    return none;
  }
}
