// The entry: binds the runtime to the ports of the inner layers. Wiring only.
import type { Clock } from "./core/clock.ts";
import type { WorkerEnv } from "./env.ts";
import { createApp } from "./http/app.ts";
import type { Services } from "./http/services.ts";
import { toDataPoint } from "./observability/analytics.ts";
import { createBugLog } from "./observability/bug-log.ts";
import { createParseLog } from "./observability/log.ts";
import { createErrorReporter } from "./observability/sentry.ts";
import { ConfigStore } from "./rollout/config-store.ts";

export { ParseMonitor } from "../durable-objects/parse-monitor/parse-monitor.ts";

const clock: Clock = () => Date.now();

function createServices(env: WorkerEnv): Services {
  const version = env.VERSION.id;
  const logParse = createParseLog((line) => console.log(line));
  const logBug = createBugLog((line) => console.error(line), clock);
  const reportToSentry = createErrorReporter(env.SENTRY_DSN, {
    fetch: (url, init) => fetch(url, init),
    now: clock,
    release: version,
    environment: env.ENVIRONMENT,
  });
  return {
    clock,
    newId: () => crypto.randomUUID(),
    config: new ConfigStore(env.FLAGS, clock),
    monitorOf: (format) => env.PARSE_MONITOR.getByName(format),
    openChannel: () => new IdentityTransformStream(),
    sinks: {
      recordParse: (facts) => {
        logParse(facts);
        env.PARSE_EVENTS.writeDataPoint(toDataPoint(facts));
      },
      reportError: (error, context) => {
        logBug(error, context);
        return reportToSentry(error, context);
      },
    },
    version,
    isDevelopment: env.ENVIRONMENT === "development",
  };
}

let app: ReturnType<typeof createApp> | undefined;

export default {
  fetch(request, env, context) {
    // Once an isolate: the configuration that it keeps in memory is the last known good.
    app ??= createApp(createServices(env));
    return app.fetch(request, env, context);
  },
} satisfies ExportedHandler<WorkerEnv>;
