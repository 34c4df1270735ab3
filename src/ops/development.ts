// The local configuration that `npm start` and `npm run parse` run with: every format on, and a
// key for each tier. Nothing of this is known to production configuration.
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse as parseToml } from "smol-toml";
import { getPlatformProxy } from "wrangler";
import { FORMAT_IDS } from "../formats/registry.ts";
import { apiKeyEntry, DEVELOPMENT_KEY_PREFIX, UNMASK_SCOPE } from "../rollout/api-keys.ts";
import { flagKeys } from "../rollout/flags.ts";
import { BUILT_IN_TIERS } from "../rollout/tiers.ts";

export const CONFIG_PATH = join(import.meta.dirname, "../../wrangler.toml");

/** The variable that lets development keys in. */
export const DEVELOPMENT_ENVIRONMENT = "development";

/** Keeps the local runtime from looking for hosts outside and from asking about telemetry, to its work, and to its size. */
export const LOCAL_RUNTIME_VARIABLES = {
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
  WRANGLER_SEND_METRICS: "false",
  WRANGLER_HIDE_BANNER: "true",
  // Else wrangler writes traces of every request into a database of its own, at a third of a small
  // request's cost, and shows them in its explorer alone. The log lines are printed all the same.
  X_LOCAL_OBSERVABILITY: "false",
  // The heap of a production isolate, so that what fits here fits there.
  MINIFLARE_WORKERD_V8_FLAGS: "--max-heap-size=128",
} as const;

/**
 * Keeps wrangler from attaching its debugger's proxy, which is told of every log line with its stack
 * and so takes a fifth off the requests that are served. Wrangler has no option for that; it leaves
 * the debugger alone where VS Code announces one of its own.
 */
export const NO_DEBUGGER_VARIABLES = { VSCODE_INSPECTOR_OPTIONS: "{}" } as const;

/** The part of a KV namespace that seeding needs. */
interface KeyValueStore {
  get(key: string): Promise<string | null>;
  put(key: string, value: string): Promise<void>;
}

export function developmentKey(tier: string): string {
  return `${DEVELOPMENT_KEY_PREFIX}${tier}`;
}

/** KV entries of the development configuration, by key. */
function developmentEntries(): ReadonlyMap<string, string> {
  const flags = FORMAT_IDS.map((id) => [flagKeys(id).flag, "true"] as const);
  const keys = [...BUILT_IN_TIERS.keys()].map((tier) => {
    const key = developmentKey(tier);
    const digest = createHash("sha256").update(key).digest();
    return [
      apiKeyEntry(digest),
      JSON.stringify({ account: key, tier, scopes: [UNMASK_SCOPE] }),
    ] as const;
  });
  return new Map([...flags, ...keys]);
}

/**
 * Writes what is absent; a flag that an operator has set stays as it is over a restart.
 * @param stateDirectory what `wrangler dev --persist-to` takes.
 */
export async function seedDevelopment(stateDirectory: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "paciolus-seed-"));
  const configPath = join(folder, "wrangler.json");
  await writeFile(configPath, JSON.stringify(await namespacesOnly()));
  const { env, dispose } = await getPlatformProxy<{ FLAGS: KeyValueStore }>({
    configPath,
    persist: { path: join(stateDirectory, "v3") },
  });
  try {
    for (const [key, value] of developmentEntries()) {
      if ((await env.FLAGS.get(key)) === null) await env.FLAGS.put(key, value);
    }
  } finally {
    await dispose();
    await rm(folder, { recursive: true });
  }
}

/** The seeds need KV alone; a proxy for the Durable Object cannot be had outside the Worker. */
async function namespacesOnly() {
  const config = parseToml(await readFile(CONFIG_PATH, "utf8"));
  const { name, compatibility_date, kv_namespaces } = config;
  return { name, compatibility_date, kv_namespaces };
}
