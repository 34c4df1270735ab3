// Decodes the texts of BIFF5, which are bytes in the code page of the workbook.
// Source: MS-XLS 2.4.52 (CodePage); WHATWG Encoding for what the platform decodes, and for the code
// pages of DOS, which it does not, the tables of unicode.org (MAPPINGS/VENDORS/MICSFT/PC).
import { refuse } from "../../core/failure.ts";
import { decodeUnits } from "./characters.ts";

const LABELS: Readonly<Record<number, string>> = {
  // ASCII; many exporters write it, and windows-1252 in the texts.
  367: "windows-1252",
  866: "ibm866",
  874: "windows-874",
  932: "shift_jis",
  936: "gbk",
  949: "euc-kr",
  950: "big5",
  // UTF-16: a claim of BIFF8, where texts have their own flag; in BIFF5 it can only be a mistake.
  1200: "windows-1252",
  10000: "macintosh",
  10001: "shift_jis",
  10002: "big5",
  10003: "euc-kr",
  10007: "x-mac-cyrillic",
  10008: "gbk",
  20866: "koi8-r",
  21866: "koi8-u",
  0x8000: "macintosh",
  0x8001: "windows-1252",
  65001: "utf-8",
};

/** Characters of the bytes 0x80 to 0xFF. */
const DOS_PAGES: Readonly<Record<number, string>> = {
  437:
    "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐" +
    "└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0",
  850:
    "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐" +
    "└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00ad±‗¾¶§÷¸°¨·¹³²■\u00a0",
  852:
    "ÇüéâäůćçłëŐőîŹÄĆÉĹĺôöĽľŚśÖÜŤťŁ×čáíóúĄąŽžĘę¬źČş«»░▒▓│┤ÁÂĚŞ╣║╗╝Żż┐" +
    "└┴┬├─┼Ăă╚╔╩╦╠═╬¤đĐĎËďŇÍÎě┘┌█▄ŢŮ▀ÓßÔŃńňŠšŔÚŕŰýÝţ´\u00ad˝˛ˇ˘§÷¸°¨˙űŘř■\u00a0",
};

const MULTI_BYTE =
  /^(?:shift_jis|gbk|gb18030|euc-kr|euc-jp|big5|utf-8|utf-16le|utf-16be|iso-2022-jp)$/;
/** What stands for bytes that are no character of a code page. */
export const REPLACEMENT = "\uFFFD";
const HIGH_BYTES = Uint8Array.from({ length: 128 }, (_, index) => 0x80 + index);

/** @returns a WHATWG label, or an empty text, which is none. */
function labelOf(page: number): string {
  if (page >= 1250 && page <= 1258) return `windows-${page}`;
  if (page >= 28591 && page <= 28606) return `iso-8859-${page - 28590}`;
  return LABELS[page] ?? "";
}

function createDecoder(label: string): TextDecoder | null {
  try {
    return new TextDecoder(label, { fatal: false, ignoreBOM: true });
  } catch {
    return null;
  }
}

/** @param label of the caller. Fails with: `invalid_option`. */
function createAsked(label: string): TextDecoder {
  return (
    createDecoder(label) ??
    refuse({ code: "invalid_option", detail: "The encoding is not one that is known here." })
  );
}

/** One code page, ready to decode. */
export class CodePage {
  /** As it is named to users: `windows-1251`, `cp437`. */
  readonly name: string;
  readonly #decoder: TextDecoder | null;
  /** Units of the bytes 0x80 to 0xFF where each stands for itself; null where two may belong together. */
  readonly #high: string | null;

  /**
   * @param page number of the workbook's CODEPAGE record.
   * @param label WHATWG label of the caller, which comes first; null for none.
   * Fails with: `invalid_option` (a label that is not known).
   */
  constructor(page: number, label: string | null) {
    this.#decoder = label === null ? createDecoder(labelOf(page)) : createAsked(label);
    const dos = label === null ? DOS_PAGES[page] : undefined;
    this.name = this.#decoder?.encoding ?? `cp${page}`;
    this.#high =
      dos ??
      (this.#decoder === null || MULTI_BYTE.test(this.#decoder.encoding)
        ? null
        : Array.from(HIGH_BYTES, (byte) => this.#decoder?.decode(Uint8Array.of(byte))).join(""));
  }

  /**
   * @returns the text, with `REPLACEMENT` for bytes that are no character.
   * Fails with: `undecodable_text` when the code page is not known and the text is not ASCII.
   */
  decode(bytes: Uint8Array, start: number, count: number): string {
    const end = start + count;
    let at = start;
    while (at < end && (bytes[at] as number) < 0x80) at += 1;
    if (at === end) return decodeUnits(bytes, start, count, false);
    if (this.#high === null) {
      if (this.#decoder === null) this.#refuse();
      return this.#decoder.decode(bytes.subarray(start, end));
    }
    let text = decodeUnits(bytes, start, at - start, false);
    for (; at < end; at += 1) {
      const byte = bytes[at] as number;
      text += byte < 0x80 ? String.fromCharCode(byte) : this.#high.charAt(byte - 0x80);
    }
    return text;
  }

  #refuse(): never {
    refuse({
      code: "undecodable_text",
      detail: `The texts of the workbook are in code page ${this.name.slice(2)}, which is not known here.`,
    });
  }
}
