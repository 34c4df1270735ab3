// Account numbers as they leave the service.

const SHOWN_CHARACTERS = 4;

/** Elements that hold the number of an account, those of banks' own making with them: `AMEX.BASICACCT`. */
const ACCOUNT_ELEMENT = /(?:ACCT|ACCOUNT)(?:ID|NO|NUM|NBR|NUMBER)?$|IBAN$/;

/** @param name in upper case. */
export function holdsAccount(name: string): boolean {
  return ACCOUNT_ELEMENT.test(name);
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
