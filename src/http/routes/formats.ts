// GET /v1/formats: what is read here, and whether it is switched on.
import { FORMATS } from "../../formats/registry.ts";
import { flagsOf } from "../../rollout/configuration.ts";
import { allowedTiers } from "../../rollout/entitlement.ts";
import type { AppContext } from "../context.ts";

export async function listFormats(context: AppContext): Promise<Response> {
  const { configuration } = await context.get("services").config.load(null);
  const formats = FORMATS.map((format) => ({
    id: format.id,
    title: format.title,
    extensions: format.extensions,
    media_types: format.mediaTypes,
    specification: format.specification,
    parser: format.loadParser === null ? null : `${format.id}/${format.version}`,
    enabled: format.loadParser !== null && flagsOf(configuration, format.id).flag.value === "on",
    tiers: allowedTiers(configuration, format.id),
    max_bytes: format.maxBodyBytes,
  }));
  return context.json({ formats });
}
