// What the routes work with: the bindings of the runtime behind the ports of the inner layers.
import type { ParseMonitorApi } from "../../durable-objects/parse-monitor/protocol.ts";
import type { Clock } from "../core/clock.ts";
import type { FormatId } from "../formats/registry.ts";
import type { ConfigStore } from "../rollout/config-store.ts";
import type { ReportSinks } from "../intake/report.ts";
import type { ByteChannel } from "./answer-body.ts";

export interface Services {
  clock: Clock;
  newId: () => string;
  config: ConfigStore;
  monitorOf: (format: FormatId) => ParseMonitorApi;
  openChannel: () => ByteChannel;
  sinks: ReportSinks;
  /** Release that is running. */
  version: string;
  /** True under the development configuration only. */
  isDevelopment: boolean;
}
