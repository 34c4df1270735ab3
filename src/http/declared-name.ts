// The name and media type under which an upload comes. A name is only ever shown back and looked
// at for its extension; it is no path.
import { MAX_FILENAME_CHARACTERS } from "../../guards/limits.ts";
import { KIB } from "../core/units.ts";

/** Room for a name of 255 characters in both forms, each of them percent-encoded. */
const MAX_DISPOSITION_CHARACTERS = 8 * KIB;

/** @returns the file name of a Content-Disposition (RFC 6266), `filename*` before `filename`, or null. */
export function nameFromDisposition(header: string | null): string | null {
  if (header === null || header.length > MAX_DISPOSITION_CHARACTERS) return null;
  const extended = /;\s*filename\*\s*=\s*([\w-]+)'[^']*'([^;\s]+)/i.exec(header);
  if (extended !== null) {
    const decoded = decodeExtended(extended[1] ?? "", extended[2] ?? "");
    if (decoded !== null) return decoded;
  }
  const quoted = /;\s*filename\s*=\s*"((?:[^"\\]|\\.)*)"/i
    .exec(header)?.[1]
    ?.replaceAll(/\\(.)/g, "$1");
  return quoted ?? /;\s*filename\s*=\s*([^\s;"]+)/i.exec(header)?.[1] ?? null;
}

function decodeExtended(charset: string, encoded: string): string | null {
  if (charset.toLowerCase() !== "utf-8") return null;
  try {
    return decodeURIComponent(encoded);
  } catch {
    return null;
  }
}

/**
 * @returns the last part of the name without control and direction characters, or null when nothing
 * is left. A name that is cut keeps its extension: detection asks for it.
 */
export function cleanFilename(name: string | null): string | null {
  if (name === null) return null;
  const last = name.split(/[/\\]/).at(-1) ?? "";
  const shown = last.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "").trim();
  if (shown === "") return null;
  const characters = [...shown];
  if (characters.length <= MAX_FILENAME_CHARACTERS) return shown;
  const kept = /(?:\.[a-z0-9]{1,8}(?=\.gz$))?\.[a-z0-9]{1,8}$/i.exec(shown)?.[0].length ?? 0;
  const start = characters.slice(0, MAX_FILENAME_CHARACTERS - kept);
  return [...start, ...characters.slice(characters.length - kept)].join("");
}

/** @returns the extension in lower case with its dot, of `a.csv.gz` the inner one, or null. */
export function extensionOf(filename: string | null): string | null {
  const inner = filename?.replace(/(?<=\.[a-z0-9]{1,8})\.gz$/i, "") ?? "";
  return /\.[a-z0-9]{1,8}$/i.exec(inner)?.[0].toLowerCase() ?? null;
}

/** @returns the media type in lower case without parameters, or null. */
export function bareMediaType(contentType: string | null): string | null {
  return contentType?.split(";")[0]?.trim().toLowerCase() || null;
}
