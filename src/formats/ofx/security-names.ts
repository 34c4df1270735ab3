// Names of securities, for trades and positions that stand behind the list. Most files have the list
// at the end: then the tables are joined by whoever reads them.
import type { RecordCells } from "./record-cells.ts";
import { SECURITIES } from "./columns.ts";
import type { Shape } from "./shape.ts";

const MAX_SECURITIES = 10_000;
/** A longer name or id is left to the table of securities. */
const MAX_CHARACTERS = 256;

interface Security {
  name: string | null;
  ticker: string | null;
}

export class SecurityNames {
  readonly #securities = new Map<string, Security>();

  /** Remembers a security, or fills the name and ticker of one that is known. */
  join(shape: Shape, cells: RecordCells): void {
    const { security } = shape.places;
    if (security === 0 || (shape !== SECURITIES && this.#securities.size === 0)) return;
    const { security_id_type = 0, security_name, name, ticker = 0 } = shape.indexOf;
    const id = cells.textOf(security);
    if (id === null || id.length > MAX_CHARACTERS) return;
    const key = `${cells.textOf(security_id_type) ?? ""}:${id}`;
    if (shape === SECURITIES) {
      this.#remember(key, {
        name: name === undefined ? null : cells.textOf(name),
        ticker: cells.textOf(ticker),
      });
      return;
    }
    const known = this.#securities.get(key);
    if (known === undefined || security_name === undefined) return;
    cells.putText(security_name, known.name ?? "");
    cells.putText(ticker, known.ticker ?? "");
  }

  #remember(key: string, security: Security): void {
    const isShort =
      (security.name?.length ?? 0) <= MAX_CHARACTERS &&
      (security.ticker?.length ?? 0) <= MAX_CHARACTERS;
    if (isShort && this.#securities.size < MAX_SECURITIES && !this.#securities.has(key))
      this.#securities.set(key, security);
  }
}
