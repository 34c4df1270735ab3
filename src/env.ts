/** The bindings of wrangler.toml, and the secrets, which no configuration file may name. */
export interface WorkerEnv extends Env {
  /** Where faults of the service are reported; nothing is reported without it. */
  SENTRY_DSN?: string;
}
