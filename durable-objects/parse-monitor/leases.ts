// The table of active parses: a parse is active while its lease is live, and nothing else counts it.
import { LEASE_TTL_MS } from "../../guards/leases.ts";

export interface Lease {
  acquiredAt: number;
  /** First instant at which the lease is over. */
  expiresAt: number;
  rows: number;
  bytes: number;
}

/** By parse id. */
export type Leases = ReadonlyMap<string, Lease>;

export interface Progress {
  rows: number;
  bytes: number;
}

/** @returns the live leases and the ids of those that are over at `now`. */
export function sweepLeases(
  leases: Leases,
  now: number,
): { live: Leases; expired: readonly string[] } {
  const expired = [...leases].filter(([, lease]) => lease.expiresAt <= now).map(([id]) => id);
  if (expired.length === 0) return { live: leases, expired };
  const live = new Map(leases);
  for (const id of expired) live.delete(id);
  return { live, expired };
}

/**
 * @param progress null when the message says none: an earlier one is kept.
 * @returns `leases` with the lease of `parseId` running for one more TTL; begun at `now` when it is new.
 */
export function renewLease(
  leases: Leases,
  parseId: string,
  progress: Progress | null,
  now: number,
): Leases {
  const before = leases.get(parseId);
  return new Map(leases).set(parseId, {
    acquiredAt: before?.acquiredAt ?? now,
    expiresAt: now + LEASE_TTL_MS,
    rows: progress?.rows ?? before?.rows ?? 0,
    bytes: progress?.bytes ?? before?.bytes ?? 0,
  });
}

export function dropLease(leases: Leases, parseId: string): Leases {
  if (!leases.has(parseId)) return leases;
  const rest = new Map(leases);
  rest.delete(parseId);
  return rest;
}

/** @returns when the alarm has to ring, as epoch ms; null when there is no lease. */
export function nextExpiry(leases: Leases): number | null {
  return leases.size === 0 ? null : Math.min(...[...leases.values()].map((l) => l.expiresAt));
}

/** @returns the age in ms of the lease that was acquired first; null when there is none. */
export function oldestAgeMs(leases: Leases, now: number): number | null {
  if (leases.size === 0) return null;
  return Math.max(0, now - Math.min(...[...leases.values()].map((lease) => lease.acquiredAt)));
}
