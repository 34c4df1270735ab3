// How often an account may begin a parse: a token bucket for each account that its tier limits.
// Kept in memory alone: an eviction gives an account its minute again, which costs nothing but that.
import { MINUTE_MS, SECOND_MS } from "../../src/core/units.ts";

interface Bucket {
  tokens: number;
  filledAt: number;
}

/** By account. */
export type RateBuckets = ReadonlyMap<string, Bucket>;

/** Buckets kept; the one used longest ago goes first, and is full again by then or nearly so. */
const MAX_BUCKETS = 1_000;

export interface RateVerdict {
  buckets: RateBuckets;
  /** Null when the request is within the limit; else whole seconds until the next one would be. */
  retryAfterSeconds: number | null;
}

/**
 * Takes one request of `account`.
 * @param perMinute requests a minute, above 0; as many may come at once after a minute's rest.
 */
export function takeRequest(
  buckets: RateBuckets,
  account: string,
  perMinute: number,
  now: number,
): RateVerdict {
  const capacity = Math.max(1, perMinute);
  const before = buckets.get(account) ?? { tokens: capacity, filledAt: now };
  const elapsedMs = Math.max(0, now - before.filledAt);
  const tokens = Math.min(capacity, before.tokens + (elapsedMs * perMinute) / MINUTE_MS);
  if (tokens < 1) {
    const waitMs = ((1 - tokens) * MINUTE_MS) / perMinute;
    return { buckets, retryAfterSeconds: Math.ceil(waitMs / SECOND_MS) };
  }
  const next = new Map(buckets);
  next.delete(account);
  next.set(account, { tokens: tokens - 1, filledAt: now });
  const [oldest] = next.keys();
  if (next.size > MAX_BUCKETS && oldest !== undefined) next.delete(oldest);
  return { buckets: next, retryAfterSeconds: null };
}
