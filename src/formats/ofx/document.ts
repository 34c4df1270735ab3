// Walks through an OFX file: finds statements, their lists and records, and what is said of them.
// Knows what aggregates mean by name; how they nest is `elements.ts`.
import type { ParseContext } from "../../core/format.ts";
import type { RowSink } from "../../core/records.ts";
import { ElementReader, type ElementHandler, type Mend } from "./elements.ts";
import { maskAccount, showWhole } from "./account-mask.ts";
import { Facts, type FileFacts } from "./statement.ts";
import { StatementReader } from "./statement-reader.ts";
import type { OfxText } from "./text.ts";
import { OfxTables } from "./tables.ts";
import { idOf, UNKNOWN_FROM } from "./vocabulary.ts";
import { MENDS, OfxWarnings } from "./warnings.ts";

const SONRS = idOf("SONRS");
const FI = idOf("FI");
const STATUS = idOf("STATUS");
const SECLIST = idOf("SECLIST");
const STATEMENTS: ReadonlySet<number> = new Set(
  ["STMTRS", "CCSTMTRS", "INVSTMTRS", "LOANSTMTRS", "STMTENDRS", "CCSTMTENDRS"].map(idOf),
);
const RESPONSES: ReadonlySet<number> = new Set(
  [
    "STMTTRNRS",
    "CCSTMTTRNRS",
    "INVSTMTTRNRS",
    "LOANSTMTTRNRS",
    "STMTENDTRNRS",
    "CCSTMTENDTRNRS",
  ].map(idOf),
);
const MAX_CODE_DIGITS = 6;
const MAX_PLACED_MENDS = 10_000;

export class OfxDocument implements ElementHandler {
  readonly reader: ElementReader;
  readonly tables: OfxTables;
  readonly warnings: OfxWarnings;
  /** What the bank's status says, where no statement was given. */
  errorCode: string | null = null;
  statements = 0;
  readonly #file: FileFacts;
  readonly #statement: StatementReader;
  /** Depth at which the statement, or list of securities, that is open began; 0 when none is. */
  #statementDepth = 0;
  #isSignedOn = false;
  #isInstitution = false;
  #status: Facts | null = null;
  #mends = 0;
  /** Of the response that is open. */
  #responseStatus: Facts | null = null;

  constructor(sink: RowSink, context: ParseContext, text: OfxText) {
    const showAccount = context.options.unmask ? showWhole : maskAccount;
    this.#file = {
      text,
      institution: new Facts(showAccount),
      intu: new Facts(showAccount),
      showAccount,
    };
    this.tables = new OfxTables(sink, context);
    this.warnings = new OfxWarnings(context.options.strict, (warning, table) =>
      this.tables.warn(warning, table),
    );
    this.reader = new ElementReader(this, context.limits, (offset) => text.locate(offset));
    this.#statement = new StatementReader(
      this.reader,
      this.tables,
      this.warnings,
      context.limits,
      showAccount,
    );
  }

  begin(id: number): void {
    if (this.#statementDepth > 0) {
      this.#statement.begin(id);
      return;
    }
    if (STATEMENTS.has(id) || id === SECLIST) this.#beginStatement(id);
    else if (id === SONRS) this.#isSignedOn = true;
    else if (id === FI) this.#isInstitution = true;
    else if (id === STATUS) this.#status = new Facts(this.#file.showAccount);
    else if (RESPONSES.has(id)) this.#responseStatus = null;
  }

  leaf(id: number): void {
    if (this.#statementDepth > 0) this.#statement.leaf(id);
    else if (this.#status !== null) this.#status.set(this.#nameOf(id).toLowerCase(), this.#text());
    else if (this.#isInstitution) {
      this.#file.institution.set(this.#nameOf(id).toLowerCase(), this.#text());
    } else if (this.#isSignedOn && id >= UNKNOWN_FROM) {
      const name = this.#nameOf(id);
      if (name.startsWith("INTU.")) this.#file.intu.set(name.slice(5).toLowerCase(), this.#text());
    }
  }

  end(id: number, isClosed: boolean): void {
    if (this.#statementDepth > 0) {
      if (this.reader.depth >= this.#statementDepth) this.#statement.end(id, isClosed);
      else this.#endStatement();
      return;
    }
    if (id === SONRS) this.#isSignedOn = false;
    else if (id === FI) this.#isInstitution = false;
    else if (id === STATUS) this.#endStatus();
  }

  readPlain(bytes: Uint8Array, from: number, end: number): number {
    return this.#statementDepth > 0 ? this.#statement.readPlain(bytes, from, end) : 0;
  }

  mend(what: Mend): void {
    this.#mends += 1;
    // Of so many nobody is told the place.
    if (this.#mends > MAX_PLACED_MENDS) {
      this.warnings.add("invalid_markup", `${MENDS[what]}.`);
      return;
    }
    const where = this.statements === 0 ? "" : ` (statement ${this.statements})`;
    const path = this.reader.path === "" ? "the file" : this.reader.path;
    this.warnings.add(
      "invalid_markup",
      `${MENDS[what]}, in ${path}${where}.`,
      this.reader.tokenizer.place(),
    );
  }

  #nameOf(id: number): string {
    return this.reader.nameOf(id);
  }

  #text(): string {
    return this.reader.tokenizer.text();
  }

  #beginStatement(id: number): void {
    this.#statementDepth = this.reader.depth;
    if (id === SECLIST) {
      this.#statement.openSecurities(this.#file);
      return;
    }
    this.statements += 1;
    this.#statement.open(this.#nameOf(id), this.statements, this.#file, this.#responseStatus);
  }

  #endStatement(): void {
    this.#statementDepth = 0;
    this.#statement.close();
  }

  #endStatus(): void {
    const status = this.#status;
    this.#status = null;
    if (status === null) return;
    this.#responseStatus = status;
    const code = status.get("code") ?? "0";
    const severity = (status.get("severity") ?? "").toUpperCase();
    const isError = severity === "ERROR" || !/^0+$/.test(code);
    if (!isError) return;
    const isNumber = /^\d+$/.test(code) && code.length <= MAX_CODE_DIGITS;
    const shown = isNumber ? code : "that is no number";
    this.errorCode ??= shown;
    this.warnings.add(
      "statement_error",
      `The bank answers with the status code ${shown}${severity === "ERROR" ? ", an error" : ""}, in ${this.reader.path}.`,
      this.reader.tokenizer.place(),
    );
  }
}
