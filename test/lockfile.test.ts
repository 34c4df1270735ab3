// `npm ci` refuses a lock file that leaves out a package for another platform, which `npm install`
// writes where a registry lacks that package.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

interface LockedPackage {
  optionalDependencies?: Record<string, string>;
  resolved?: string;
}

describe.each(["package-lock.json", "test/bench/peers/package-lock.json"])("%s", (path) => {
  const lock = JSON.parse(readFileSync(join(import.meta.dirname, "..", path), "utf8")) as {
    packages: Record<string, LockedPackage>;
  };

  it("lists the packages of every platform", () => {
    const wanted = Object.entries(lock.packages).flatMap(
      ([holder, { optionalDependencies = {} }]) =>
        Object.keys(optionalDependencies).map((name) => ({ holder, name })),
    );
    expect(wanted.length).toBeGreaterThan(path === "package-lock.json" ? 100 : 5);
    const missing = wanted.filter(
      ({ holder, name }) =>
        !(`node_modules/${name}` in lock.packages) &&
        !(`${holder}/node_modules/${name}` in lock.packages),
    );
    expect(missing).toEqual([]);
  });

  it("names no address to fetch a package from", () => {
    expect(Object.values(lock.packages).filter(({ resolved }) => resolved !== undefined)).toEqual(
      [],
    );
  });
});
