// Where and when a result was measured.
import { cpus, totalmem } from "node:os";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../e2e/server.ts";

const GIB = 1024 ** 3;

export function describeRun(): string {
  const processors = cpus();
  const date = new Date().toISOString().slice(0, 10);
  const model = processors[0]?.model.trim() ?? "unknown processor";
  const memory = `${Math.round(totalmem() / GIB)} GiB`;
  return `${date}, ${model}, ${processors.length} cores, ${memory}, Node ${process.versions.node}, workerd ${versionOf("workerd")}`;
}

function versionOf(name: string): string {
  const path = join(ROOT, "node_modules", name, "package.json");
  return (JSON.parse(readFileSync(path, "utf8")) as { version: string }).version;
}
