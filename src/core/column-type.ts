// What `types=typed` says of a column. Member names are those of the contract: it goes out as it is.

export type ColumnTypeName =
  | "decimal"
  | "integer"
  | "percent"
  | "date"
  | "datetime"
  | "time"
  | "boolean"
  | "code"
  | "text"
  | "empty";

/** Order of the numbers of a date, as they are written. */
export type DateOrder = "DMY" | "MDY" | "YMD";

/**
 * What decided between two readings: the values of the column, its sequence (a sorted column), the
 * span of its years, other columns of the table, or, for decimals alone, nothing but the default.
 */
export type Decider = "values" | "sequence" | "span" | "table" | "default";

/** Facts are left out where there is nothing to say. Tokens are given as written, without blanks around them. */
export interface ColumnType {
  readonly type: ColumnTypeName;
  /** Cells that the type was chosen on: filled, among the first rows, in no row of totals or notes. */
  readonly values?: number;
  /** Cells among the first rows that are filled and do not fit the type; they come as written. */
  readonly exceptions?: number;
  readonly decimal_separator?: "." | ",";
  readonly group_separator?: "." | "," | "'" | " ";
  readonly decided_by?: Decider;
  /** Two readings fit, and nothing in the file tells which is meant. */
  readonly ambiguous?: true;
  /** ISO 4217 code, or the sign as written where several currencies use it. */
  readonly currency?: string;
  /** Some of the cells carry no currency. */
  readonly currency_partial?: true;
  /** Why a column of amounts stays text. */
  readonly currencies?: readonly string[];
  /** Basis points. */
  readonly unit?: "bp";
  /** How negative numbers are written: `-1`, `--1`, `1-`, `(1)`, `<1>`. */
  readonly negatives?: readonly string[];
  /** What the debit and credit markers of the cells became. */
  readonly markers?: Readonly<Record<string, "positive" | "negative">>;
  /** Zeros in front of decimals were left out. */
  readonly leading_zeros?: true;
  /** Numbers with an exponent were written out. */
  readonly exponents?: true;
  /** Tokens that were read as zero, and as null. */
  readonly zeros?: readonly string[];
  readonly nulls?: readonly string[];
  readonly date_order?: DateOrder;
  /** The orders that fit, when `ambiguous`. */
  readonly orders?: readonly DateOrder[];
  /** Years of two digits: those below are of the 2000s, the others of the 1900s. */
  readonly century_pivot?: number;
  /** Some cells of a `datetime` column have no time. */
  readonly time_partial?: true;
  readonly true_tokens?: readonly string[];
  readonly false_tokens?: readonly string[];
}
