// API keys. Only the SHA-256 of a key is stored, as the name of its KV entry.
import { SECOND_MS } from "../core/units.ts";
import { isRecord, parseJson } from "./reading.ts";

export interface ApiKey {
  account: string;
  tier: string;
  scopes: readonly string[];
  /** Epoch ms, or null for a key that does not expire. */
  expiresAt: number | null;
  isDisabled: boolean;
}

/** What a key needs to be given account numbers whole. */
export const UNMASK_SCOPE = "unmask";

/** Keys that `npm start` makes; they work under the development configuration only. */
export const DEVELOPMENT_KEY_PREFIX = "dev-";
/** Longer tokens are no keys of ours, and are not hashed. */
export const MAX_KEY_CHARACTERS = 512;

/** @returns the KV entry of a key, `KEY_<lower-case hex>`. */
export function apiKeyEntry(digest: Uint8Array): string {
  return `KEY_${Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/** Reads the value of a key's entry; null when it cannot be read. */
export function parseApiKey(text: string): ApiKey | null {
  const value = parseJson(text);
  if (!isRecord(value)) return null;
  const { account, tier, scopes, expires_at: expiry, disabled } = value;
  if (typeof account !== "string" || account === "" || typeof tier !== "string") return null;
  const areScopes =
    scopes === undefined ||
    (Array.isArray(scopes) && scopes.every((scope) => typeof scope === "string"));
  if (!areScopes || (disabled !== undefined && typeof disabled !== "boolean")) return null;
  const expiresAt = parseExpiry(expiry);
  if (expiresAt === undefined) return null;
  return {
    account,
    tier,
    scopes: (scopes as string[] | undefined) ?? [],
    expiresAt,
    isDisabled: disabled ?? false,
  };
}

/** Other texts that `Date.parse` takes mean something else in every runtime. */
const ISO_DATE = /^\d{4}-\d{2}-\d{2}(T|$)/;
/** The end of the year 9999. What lies behind it is milliseconds in place of seconds. */
const MAX_EXPIRY_SECONDS = 253_402_300_799;

/** Takes ISO 8601 text or epoch seconds; undefined when it is neither. */
function parseExpiry(value: unknown): number | null | undefined {
  if (value === undefined || value === null) return null;
  if (typeof value === "number")
    return Math.abs(value) <= MAX_EXPIRY_SECONDS ? value * SECOND_MS : undefined;
  if (typeof value !== "string" || !ISO_DATE.test(value)) return undefined;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : at;
}

/** @param now epoch ms. */
export function isUsable(key: ApiKey, now: number): boolean {
  return !key.isDisabled && (key.expiresAt === null || now < key.expiresAt);
}
