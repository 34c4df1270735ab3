// The packages that are compared with. They belong to the benchmarks alone and are installed when
// one is wanted.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const FOLDER = join(import.meta.dirname, "peers");

interface Package {
  version: string;
  dependencies: Record<string, string>;
}

export function installPeers(): void {
  const wanted = Object.entries(readPackage(FOLDER).dependencies);
  const isThere = wanted.every(([name, version]) => installedVersion(name) === version);
  if (isThere) return;
  console.log(`installing ${wanted.map(([name]) => name).join(", ")} with npm ci`);
  const options = ["--ignore-scripts", "--no-audit", "--no-fund"];
  execFileSync("npm", ["ci", "--prefix", FOLDER, ...options], { stdio: "inherit" });
}

function installedVersion(name: string): string | null {
  const folder = join(FOLDER, "node_modules", name);
  return existsSync(join(folder, "package.json")) ? readPackage(folder).version : null;
}

function readPackage(folder: string): Package {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Package;
}
