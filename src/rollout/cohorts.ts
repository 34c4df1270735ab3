// Which accounts a percentage takes in: sticky by account, and nested, so that those who are in at
// 5 % are in at 25 % as well.
import { FULL_SHARE_BASIS_POINTS } from "./flags.ts";

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** FNV-1a over UTF-16 units with the finalizer of MurmurHash3, for an even spread of short ids. */
function hash32(text: string): number {
  let hash = FNV_OFFSET;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), FNV_PRIME);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** @returns the account's place from 0 to 9 999; `salt` keeps the cohorts of two formats apart. */
export function cohortOf(salt: string, account: string): number {
  return hash32(`${salt}|${account}`) % FULL_SHARE_BASIS_POINTS;
}

/** @param shareInBasisPoints 0 takes in nobody, 10 000 everybody. */
export function isInShare(salt: string, account: string, shareInBasisPoints: number): boolean {
  return cohortOf(salt, account) < shareInBasisPoints;
}
