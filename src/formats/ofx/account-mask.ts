// Account numbers as they leave the service.

const SHOWN_CHARACTERS = 4;

/** The elements that hold a number of an account. */
const ACCOUNT_ELEMENTS = new Set(["ACCTID", "LOANACCTID", "INTU.ACCTID"]);

export function holdsAccount(name: string): boolean {
  return ACCOUNT_ELEMENTS.has(name) || name.endsWith(".ACCTID");
}

/**
 * @returns `****` and the last four characters; nothing of a number that has no more than these.
 * The one place that a right to see whole numbers would be asked in.
 */
export function maskAccount(number: string): string {
  const characters = [...number.trim()];
  return characters.length <= SHOWN_CHARACTERS
    ? "****"
    : `****${characters.slice(-SHOWN_CHARACTERS).join("")}`;
}
