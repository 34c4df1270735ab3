import { DurableObject } from "cloudflare:workers";
export class ParseMonitor extends DurableObject<Env> {}
export default { fetch: () => new Response("") } satisfies ExportedHandler<Env>;
