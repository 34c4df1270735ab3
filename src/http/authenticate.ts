// Who is calling: an API key in the Authorization header (RFC 6750), known to KV by its SHA-256.
import { createHash } from "node:crypto";
import { refuse } from "../core/failure.ts";
import { DEVELOPMENT_KEY_PREFIX, isUsable, MAX_KEY_CHARACTERS } from "../rollout/api-keys.ts";
import type { LoadedConfiguration } from "../rollout/config-store.ts";
import type { Account } from "../rollout/entitlement.ts";
import type { Services } from "./services.ts";

const BEARER = /^Bearer +([\x21-\x7e]+) *$/i;

export interface Caller extends LoadedConfiguration {
  account: Account;
}

/**
 * @param authorization the header, or undefined.
 * Fails with: `missing_credentials`, `invalid_credentials`, `configuration_unavailable`.
 */
export async function authenticate(
  authorization: string | undefined,
  services: Services,
): Promise<Caller> {
  if (authorization === undefined || authorization === "") {
    return refuse({
      code: "missing_credentials",
      detail: "The request has no Authorization header.",
    });
  }
  const token = BEARER.exec(authorization)?.[1];
  if (token === undefined || token.length > MAX_KEY_CHARACTERS) return refuseCredentials();
  if (token.startsWith(DEVELOPMENT_KEY_PREFIX) && !services.isDevelopment)
    return refuseCredentials();
  const digest = createHash("sha256").update(token).digest();
  const loaded = await services.config.load(digest);
  if (loaded.key === null || !isUsable(loaded.key, services.clock())) return refuseCredentials();
  const { account: id, tier, scopes } = loaded.key;
  return { ...loaded, account: { id, tier, scopes } };
}

/** Fails with: `scope_required`. */
export function requireScope({ account }: Caller, scope: string): void {
  if (account.scopes.includes(scope)) return;
  refuse({ code: "scope_required", detail: `The key has not the scope ${scope}.` });
}

function refuseCredentials(): never {
  return refuse({
    code: "invalid_credentials",
    detail: "The bearer token is no key that is in use.",
  });
}
