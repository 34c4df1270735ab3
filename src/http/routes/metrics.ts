// GET /metrics: Prometheus text 0.0.4, or OpenMetrics 1.0 when Accept asks for it.
import { FORMATS } from "../../formats/registry.ts";
import { EXPOSITION_MEDIA_TYPES, renderExposition } from "../../observability/exposition.ts";
import { collectMetrics } from "../../observability/metrics.ts";
import { flagsOf } from "../../rollout/configuration.ts";
import type { AppContext } from "../context.ts";
import { loadKnownConfiguration, readSnapshots } from "./readings.ts";

export async function showMetrics(context: AppContext): Promise<Response> {
  const services = context.get("services");
  const [loaded, snapshots] = await Promise.all([
    loadKnownConfiguration(services),
    readSnapshots(services),
  ]);
  const readings = FORMATS.map(({ id }) => ({ format: id, snapshot: snapshots.get(id) ?? null }));
  const configuration = loaded?.configuration;
  const flags = {
    enabled: Object.fromEntries(
      FORMATS.map(({ id }) => [
        id,
        configuration !== undefined && flagsOf(configuration, id).flag.value === "on",
      ]),
    ),
    malformedKeys: configuration?.malformedKeys.length ?? 0,
  };
  const accept = context.req.header("accept") ?? "";
  const form = accept.includes("application/openmetrics-text") ? "openmetrics" : "prometheus";
  const text = renderExposition(
    collectMetrics(readings, flags, { version: services.version }),
    form,
  );
  return context.body(text, 200, {
    "content-type": EXPOSITION_MEDIA_TYPES[form],
    "cache-control": "no-store",
  });
}
