// Reads one statement, or one list of securities: its facts, and its lists as tables.
import type { ShowAccount } from "./account-mask.ts";
import type { SourceLocation } from "../../core/failure.ts";
import type { AutomatonRun, AutomatonSettings } from "../../codecs/ofx-automaton.ts";
import type { ParseLimits } from "../../core/limits.ts";
import type { WarningCode } from "../../core/records.ts";
import { BALANCES, SECURITIES, TRANSACTIONS } from "./columns.ts";
import { isRecord, LISTS, LONE_RECORDS, SHAPE_OF_KIND } from "./lists.ts";
import type { Shape } from "./shape.ts";
import type { ElementReader } from "./elements.ts";
import { readOfxDate } from "./dates.ts";
import { PlainTransactions } from "./plain-transactions.ts";
import { OfxRecord } from "./record.ts";
import { RecordChecks } from "./record-checks.ts";
import { SecurityNames } from "./security-names.ts";
import {
  amountOrText,
  dateOrText,
  Period,
  Statement,
  type Balance,
  type Facts,
  type FileFacts,
} from "./statement.ts";
import type { OfxTables } from "./tables.ts";
import { idOf, rankOf, RECORD_RANK, UNKNOWN_FROM } from "./vocabulary.ts";
import type { OfxWarnings } from "./warnings.ts";

const ACCOUNTS: ReadonlySet<number> = new Set(
  ["BANKACCTFROM", "CCACCTFROM", "INVACCTFROM", "LOANACCTFROM"].map(idOf),
);
const LEDGERBAL = idOf("LEDGERBAL");
const AVAILBAL = idOf("AVAILBAL");
const BALAMT = idOf("BALAMT");
const DTASOF = idOf("DTASOF");
const CURDEF = idOf("CURDEF");
const DTSTART = idOf("DTSTART");
const DTEND = idOf("DTEND");
const OPENINGS: ReadonlySet<string> = new Set(
  "OPENINGBAL OPENBAL STARTBAL STARTINGBAL BEGINBAL BALOPEN".split(" "),
);

/** What an element outside of records says something of. */
type Place = "statement" | "account" | "ledger" | "available" | "list" | "elsewhere";

export class StatementReader {
  readonly #reader: ElementReader;
  readonly #tables: OfxTables;
  readonly #warnings: OfxWarnings;
  readonly #record: OfxRecord;
  readonly #limits: ParseLimits;
  readonly #plain = new PlainTransactions();
  readonly #securities = new SecurityNames();
  #statement: Statement | null = null;
  #file: FileFacts | null = null;
  #checks: RecordChecks;
  #places: Place[] = [];
  #baseDepth = 0;
  /** Of the list that is open. */
  #shape: Shape | null = null;
  #listDepth = 0;
  #period = new Period();
  #recordId = 0;
  /** Depth of the record that is open; 0 when none is. */
  #recordDepth = 0;
  #hasTables = false;
  /** To be held against the balances, once they are known. */
  #untied: (() => void)[] = [];

  readonly #plainSettings = (): AutomatonSettings => ({
    currency: this.#statement?.currencyJson ?? null,
    ...this.#record.dates.zone,
    firstDay: this.#period.firstDay,
    lastDay: this.#period.lastDay,
    maxCellBytes: this.#limits.cellBytes,
    row: this.#tables.rows + 1,
  });

  readonly #takePlain = ({ block, hashes, sum }: AutomatonRun): void => {
    this.#checks.plainRecords(hashes, this.#tables.rows + 1, sum);
    this.#tables.addRows(block);
  };

  constructor(
    reader: ElementReader,
    tables: OfxTables,
    warnings: OfxWarnings,
    limits: ParseLimits,
    showAccount: ShowAccount,
  ) {
    this.#reader = reader;
    this.#tables = tables;
    this.#warnings = warnings;
    this.#checks = new RecordChecks(warnings);
    this.#record = new OfxRecord(
      limits,
      (id) => reader.nameOf(id),
      (code, message, column) => this.#warnCell(code, message, column),
      showAccount,
    );
    this.#limits = limits;
  }

  /** Reads plain transactions as long as there are some: see `ElementHandler`. */
  readPlain(bytes: Uint8Array, from: number, end: number): number {
    if (this.#shape !== TRANSACTIONS || this.#recordDepth > 0) return 0;
    return this.#plain.read(bytes, from, end, this.#plainSettings, this.#takePlain);
  }

  open(name: string, index: number, file: FileFacts, status: Facts | null): void {
    this.#begin(file);
    this.#statement = new Statement(name, index, file);
    this.#statement.status = status;
  }

  openSecurities(file: FileFacts): void {
    this.#begin(file);
    this.#statement = null;
    this.#beginList(SECURITIES);
  }

  #begin(file: FileFacts): void {
    this.#file = file;
    this.#places = [];
    this.#baseDepth = this.#reader.depth;
    this.#shape = null;
    this.#recordDepth = 0;
    this.#hasTables = false;
    this.#untied = [];
    this.#period = new Period();
  }

  /** The statement has ended. A statement without lists is an empty table. */
  close(): void {
    if (this.#shape !== null) this.#endList();
    if (!this.#hasTables) {
      const { kind } = this.#statement ?? {};
      this.#beginList(SHAPE_OF_KIND.get(kind ?? "bank") ?? TRANSACTIONS);
      this.#endList();
    }
    for (const tie of this.#untied) tie();
    this.#tables.release();
    this.#statement = null;
  }

  begin(id: number): void {
    if (this.#recordDepth > 0 && this.#shape !== null) {
      if (this.#recordId < UNKNOWN_FROM || rankOf(id) < RECORD_RANK) {
        this.#record.beginGroup(this.#shape, id, this.#reader.nameOf(id));
        return;
      }
      this.#dropRecord();
      this.#places.push("elsewhere");
    }
    const shape = this.#shape ?? LONE_RECORDS.get(id) ?? null;
    if (shape !== null && isRecord(shape, id)) {
      if (this.#shape === null) this.#beginList(shape);
      this.#beginRecord(shape, id);
      return;
    }
    this.#places.push(this.#enter(id));
  }

  #enter(id: number): Place {
    const list = LISTS.get(id);
    if (list !== undefined && !(this.#shape === BALANCES && list === BALANCES)) {
      if (this.#shape !== null) this.#endList();
      this.#beginList(list);
      return "list";
    }
    if (ACCOUNTS.has(id)) return "account";
    if (id === LEDGERBAL) return "ledger";
    return id === AVAILBAL ? "available" : "elsewhere";
  }

  leaf(id: number): void {
    const shape = this.#shape;
    if (this.#recordDepth > 0 && shape !== null) {
      this.#record.leaf(shape, id, this.#reader.tokenizer);
      return;
    }
    const place = this.#places.at(-1) ?? (shape === SECURITIES ? "list" : "statement");
    const statement = this.#statement;
    const text = this.#reader.tokenizer.text();
    if (place === "list" && shape !== null) this.#listElement(shape, id, text);
    else if (statement === null) return;
    else if (place === "account") statement.accountElement(this.#reader.nameOf(id), text);
    else if (place === "ledger") setBalance(statement.ledger, id, text);
    else if (place === "available") setBalance(statement.available, id, text);
    else this.#statementElement(statement, place, id, text);
  }

  #statementElement(statement: Statement, place: Place, id: number, text: string): void {
    const name = this.#reader.nameOf(id);
    const isOpening =
      OPENINGS.has(name) || (id === BALAMT && OPENINGS.has(this.#reader.innermostName));
    if (isOpening) statement.opening ??= amountOrText(text);
    else if (id === CURDEF) statement.currency ??= text;
    else if (id === LEDGERBAL) statement.ledger.amount = amountOrText(text);
    else if (id === AVAILBAL) statement.available.amount = amountOrText(text);
    else if (id === DTASOF && place === "statement") statement.asOf = dateOrText(text);
    else statement.others.set(this.#pathOf(statement, name), text);
  }

  /** Where an element stands in the statement; not made where nobody will see it. */
  #pathOf({ others }: Statement, name: string): string {
    return others.isFull ? name : [...this.#reader.namesFrom(this.#baseDepth), name].join("/");
  }

  #listElement(shape: Shape, id: number, text: string): void {
    if (id === DTSTART) this.#period.set("start", text);
    else if (id === DTEND) this.#period.set("end", text);
    else if (shape === BALANCES) this.#balanceElement(shape, id);
    else this.#statement?.others.set(this.#reader.nameOf(id), text);
  }

  /** `<AVAILCASH>200.00`: a balance that is named by its element. */
  #balanceElement(shape: Shape, id: number): void {
    this.#record.begin(shape, "");
    this.#record.named(shape, "name", this.#reader.nameOf(id));
    this.#record.named(shape, "value", this.#reader.tokenizer.text());
    this.#finishRecord(shape);
  }

  end(id: number, isClosed: boolean): void {
    const shape = this.#shape;
    if (this.#recordDepth > 0 && shape !== null) {
      if (this.#reader.depth >= this.#recordDepth) this.#record.endGroup(shape, isClosed);
      else if (isClosed || this.#recordId < UNKNOWN_FROM) this.#endRecord(shape);
      else this.#dropRecord();
      return;
    }
    this.#places.pop();
    // A list that was not written ends with the next thing that is no record of it.
    if (shape !== null && shape !== SECURITIES && this.#reader.depth < this.#listDepth) {
      this.#endList();
    }
  }

  #beginList(shape: Shape): void {
    const statement = this.#statement;
    const period = new Period();
    this.#period = period;
    this.#shape = shape;
    this.#listDepth = this.#reader.depth;
    this.#hasTables = true;
    const checks = new RecordChecks(this.#warnings);
    this.#checks = checks;
    const file = this.#file;
    const meta = () => statement?.meta(period) ?? { kind: "securities", ...file?.text.facts };
    const table = this.#tables.begin(shape, meta);
    if (statement !== null && shape === TRANSACTIONS) {
      this.#untied.push(() => checks.tie(statement, period, table));
    }
  }

  #endList(): void {
    const shape = this.#shape;
    if (shape === null) return;
    this.#shape = null;
    this.#tables.end(this.#checks.end(shape));
  }

  #beginRecord(shape: Shape, id: number): void {
    this.#recordId = id;
    this.#recordDepth = this.#reader.depth;
    this.#record.begin(shape, this.#reader.nameOf(id));
  }

  #endRecord(shape: Shape): void {
    this.#recordDepth = 0;
    this.#finishRecord(shape);
  }

  /** An unknown tag without an end was an empty element: what follows stands in the list itself. */
  #dropRecord(): void {
    this.#recordDepth = 0;
    for (const [name, text] of this.#record.elements()) this.#statement?.others.set(name, text);
  }

  #finishRecord(shape: Shape): void {
    const record = this.#record;
    record.end(shape, this.#statement?.currencyJson ?? null);
    this.#securities.join(shape, record.cells);
    const row = this.#tables.rows + 1;
    const currency = this.#statement?.currency ?? null;
    this.#checks.record(shape, record, row, this.#period, currency);
    this.#tables.add(record.cells);
  }

  #warnCell(code: WarningCode, message: string, column: number): void {
    const at: SourceLocation = { row: this.#tables.rows + 1, column };
    this.#warnings.add(code, message, { ...at, ...this.#reader.tokenizer.place() });
  }
}

function setBalance(balance: Balance, id: number, text: string): void {
  if (id === BALAMT) balance.amount ??= amountOrText(text);
  else if (id === DTASOF) balance.asOf ??= readOfxDate(text);
}
