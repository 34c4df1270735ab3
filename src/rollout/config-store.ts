// Reads flags, tiers and API keys from KV: one bulk get a request at most, kept a few seconds in
// the isolate, and without limit as the last known good for when KV fails.
import { timingSafeEqual } from "node:crypto";
import type { Clock } from "../core/clock.ts";
import { refuse } from "../core/failure.ts";
import { SECOND_MS } from "../core/units.ts";
import { apiKeyEntry, parseApiKey, type ApiKey } from "./api-keys.ts";
import { CONFIGURATION_KEYS, readConfiguration, type Configuration } from "./configuration.ts";

/** Shortest time that KV lets a location keep a value. */
export const KV_CACHE_TTL_SECONDS = 30;
/** With KV's own, the longest that a change goes unseen where KV has it already: 35 s. */
export const ISOLATE_CACHE_MS = 5 * SECOND_MS;
/** A read that takes longer counts as failed. */
export const KV_TIMEOUT_MS = 1 * SECOND_MS;
/** Keys remembered in the isolate, those that do not exist among them. */
const MAX_REMEMBERED_KEYS = 256;

const RETRY_AFTER_SECONDS = 5;

/** The part of a KV namespace that is used here. */
export interface ConfigurationKv {
  get(
    keys: string[],
    options: { type: "text"; cacheTtl: number },
  ): Promise<Map<string, string | null>>;
}

export interface LoadedConfiguration {
  configuration: Configuration;
  /** Null when there is no such key, or none was asked for. */
  key: ApiKey | null;
  /** True when KV could not be read just now and what was known before stands in. */
  isLastKnownGood: boolean;
}

interface RememberedKey {
  digest: Uint8Array;
  key: ApiKey | null;
  readAt: number;
}

export class ConfigStore {
  readonly #kv: ConfigurationKv;
  readonly #clock: Clock;
  #configuration: Configuration | undefined;
  #readAt = Number.NEGATIVE_INFINITY;
  #isLastKnownGood = false;
  #keys: RememberedKey[] = [];

  constructor(kv: ConfigurationKv, clock: Clock) {
    this.#kv = kv;
    this.#clock = clock;
  }

  /**
   * @param digest SHA-256 of the API key to look up as well, 32 bytes, or null.
   * Fails with: `configuration_unavailable` when KV fails and nothing is known from before.
   */
  async load(digest: Uint8Array | null): Promise<LoadedConfiguration> {
    const now = this.#clock();
    const remembered = digest === null ? undefined : this.#rememberedKey(digest);
    const isFresh = (readAt: number) => now - readAt < ISOLATE_CACHE_MS;
    const isKeyFresh = digest === null || (remembered !== undefined && isFresh(remembered.readAt));
    if (this.#configuration !== undefined && isFresh(this.#readAt) && isKeyFresh) {
      return {
        configuration: this.#configuration,
        key: remembered?.key ?? null,
        isLastKnownGood: this.#isLastKnownGood,
      };
    }
    const entry = digest === null ? null : apiKeyEntry(digest);
    const texts = await this.#read(
      entry === null ? CONFIGURATION_KEYS : [...CONFIGURATION_KEYS, entry],
    );
    if (texts === null) return this.#lastKnownGood(digest, remembered, now);

    this.#configuration = readConfiguration(texts, this.#configuration);
    this.#readAt = now;
    this.#isLastKnownGood = false;
    let key: ApiKey | null = null;
    if (digest !== null && entry !== null) {
      const text = texts.get(entry) ?? null;
      // As with every value: one that cannot be read neither opens nor closes what was known before.
      key = text === null ? null : (parseApiKey(text) ?? remembered?.key ?? null);
      this.#remember({ digest, key, readAt: now });
    }
    return { configuration: this.#configuration, key, isLastKnownGood: false };
  }

  #lastKnownGood(
    digest: Uint8Array | null,
    remembered: RememberedKey | undefined,
    now: number,
  ): LoadedConfiguration {
    // A key that did not exist a while ago may exist by now: that it is wrong cannot be said.
    const isKeyKnown = digest === null || (remembered !== undefined && remembered.key !== null);
    if (this.#configuration === undefined || !isKeyKnown) {
      return refuse({
        code: "configuration_unavailable",
        retryAfterSeconds: RETRY_AFTER_SECONDS,
        detail: "Flags and keys cannot be read, and none are known from before.",
      });
    }
    // Asked again a few seconds later, not by every request while KV is down.
    this.#readAt = now;
    this.#isLastKnownGood = true;
    if (remembered !== undefined) remembered.readAt = now;
    return {
      configuration: this.#configuration,
      key: remembered?.key ?? null,
      isLastKnownGood: true,
    };
  }

  async #read(keys: readonly string[]): Promise<ReadonlyMap<string, string | null> | null> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const timeout = new Promise<null>((resolve) => {
      timer = setTimeout(() => resolve(null), KV_TIMEOUT_MS);
    });
    try {
      const reading = this.#kv.get([...keys], { type: "text", cacheTtl: KV_CACHE_TTL_SECONDS });
      return await Promise.race([reading, timeout]);
    } catch {
      // Which fault of KV it was makes no difference: the last known good stands in.
      return null;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Looks at every remembered key, so that the time taken says nothing about any of them. */
  #rememberedKey(digest: Uint8Array): RememberedKey | undefined {
    let found: RememberedKey | undefined;
    for (const candidate of this.#keys) {
      if (timingSafeEqual(candidate.digest, digest)) found = candidate;
    }
    return found;
  }

  #remember(entry: RememberedKey): void {
    const others = this.#keys.filter((known) => !timingSafeEqual(known.digest, entry.digest));
    if (others.length >= MAX_REMEMBERED_KEYS) {
      // Made-up keys must not push real ones out: those are what is served while KV is down.
      const unknown = others.findIndex((known) => known.key === null);
      if (unknown === -1 && entry.key === null) return;
      others.splice(Math.max(unknown, 0), 1);
    }
    this.#keys = [...others, entry];
  }
}
