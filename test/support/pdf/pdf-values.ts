// Values of PDF and how they are written (ISO 32000-1, 7.3). A string is written as it is: `/Name`, or
// syntax that is wrong on purpose.

export class PdfText {
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array | readonly number[]) {
    this.bytes = Uint8Array.from(bytes);
  }
}

export class PdfRef {
  readonly id: number;

  constructor(id: number) {
    this.id = id;
  }
}

export interface PdfDict {
  readonly [key: string]: PdfValue | undefined;
}

export type PdfValue =
  | string
  | number
  | boolean
  | null
  | PdfText
  | PdfRef
  | readonly PdfValue[]
  | PdfDict;

export interface PdfStream {
  dict: PdfDict;
  data: Uint8Array;
}

/** What becomes of the bytes of a string before they are written. */
export type TextCipher = (bytes: Uint8Array) => Uint8Array;

export function latin1(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(text, "latin1"));
}

/** Figures as PDF has them: no exponent, three decimals. */
export function numeral(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toFixed(3)));
}

/** @returns syntax in Latin-1. */
export function writeValue(value: PdfValue, cipher: TextCipher = (bytes) => bytes): string {
  if (value === null) return "null";
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return String(value);
  if (typeof value === "number") return numeral(value);
  if (value instanceof PdfRef) return `${value.id} 0 R`;
  if (value instanceof PdfText) return `<${Buffer.from(cipher(value.bytes)).toString("hex")}>`;
  if (Array.isArray(value)) {
    return `[${(value as readonly PdfValue[]).map((item) => writeValue(item, cipher)).join(" ")}]`;
  }
  const entries = Object.entries(value as PdfDict).flatMap(([key, item]) =>
    item === undefined ? [] : [`/${key} ${writeValue(item, cipher)}`],
  );
  return `<<${entries.join(" ")}>>`;
}
