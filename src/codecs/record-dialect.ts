// How the records of a text are written.

export interface Dialect {
  /** What stands between fields, or null when each record is one field. */
  delimiter: string | null;
  /** The character that fields are quoted with, or null when quotation marks are text. */
  quote: string | null;
  /** The character that takes its meaning from the one behind it; null when quotes are doubled. */
  escape: string | null;
  /** Whether blanks before an opening quote (`a, "b"`) are no part of the field. */
  isPadded: boolean;
  /** Fields that most records have. Where it is known, a quote that swallows records is found out. */
  width?: number | null;
}

/** RFC 4180. */
export const COMMA_DIALECT: Readonly<Dialect> = Object.freeze({
  delimiter: ",",
  quote: '"',
  escape: null,
  isPadded: false,
});

/** The quote of clean records, also of those whose dialect has none. */
export function cleanQuote(dialect: Dialect): string {
  return dialect.quote ?? '"';
}
