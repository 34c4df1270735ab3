// Account numbers as they leave the service.

const SHOWN_CHARACTERS = 4;

/** Elements that hold the number of an account, those of banks' own making with them: `AMEX.BASICACCT`. */
const ACCOUNT_ELEMENT = /(?:ACCT|ACCOUNT)(?:ID|NO|NUM|NBR|NUMBER)?$|IBAN$/;

/** @param name in upper case. */
export function holdsAccount(name: string): boolean {
  return ACCOUNT_ELEMENT.test(name);
}

/** How a number is shown: by `maskAccount`, or as it is to those who may see it. */
export type ShowAccount = (number: string) => string;

/** For callers who asked for whole numbers and may see them: `unmask=1`. */
export const showWhole: ShowAccount = (number) => number;

/** @returns `****` and the last four characters; nothing of a number that has no more than these. */
export function maskAccount(number: string): string {
  const characters = [...number.trim()];
  return characters.length <= SHOWN_CHARACTERS
    ? "****"
    : `****${characters.slice(-SHOWN_CHARACTERS).join("")}`;
}
