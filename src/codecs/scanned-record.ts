// What the record scanner tells of a record, before it is split into fields.

export interface ScannedRecord {
  /** Physical line that it begins on, from 1. */
  line: number;
  /** Blank lines between it and the record before it. */
  blankLines: number;
  /** Without its terminator; unless `isPlain`, with every quote as RFC 4180 has it. */
  text: string;
  /** Whether delimiters alone divide its text, as it has no quoted field and no escape. */
  isPlain: boolean;
  isQuoted: boolean;
  /** Line of the first field whose quotes had to be mended, or null. */
  badQuoteLine: number | null;
  terminator: "\n" | "\r\n" | "\r" | "\r\r\n" | "";
  /** UTF-16 units of the text up to the end of the record, terminator included. */
  end: number;
  /** Physical line that the text behind it begins on. */
  nextLine: number;
}
