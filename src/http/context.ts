// What a handler finds in hono's context.
import type { Context } from "hono";
import type { Services } from "./services.ts";

export interface AppEnvironment {
  Variables: { services: Services; requestId: string; parseId: string | null };
}

export type AppContext = Context<AppEnvironment>;
