// `npm ci` refuses a lock file that leaves out a package for another platform, which `npm install`
// writes where a registry lacks that package.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

interface LockedPackage {
  optionalDependencies?: Record<string, string>;
  resolved?: string;
}

const lock = JSON.parse(
  readFileSync(join(import.meta.dirname, "../package-lock.json"), "utf8"),
) as {
  packages: Record<string, LockedPackage>;
};

describe("package-lock.json", () => {
  it("lists the packages of every platform", () => {
    const wanted = Object.entries(lock.packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).map((name) => ({ path, name })),
    );
    expect(wanted.length).toBeGreaterThan(100);
    const missing = wanted.filter(
      ({ path, name }) =>
        !(`node_modules/${name}` in lock.packages) &&
        !(`${path}/node_modules/${name}` in lock.packages),
    );
    expect(missing).toEqual([]);
  });

  it("names no address to fetch a package from", () => {
    expect(Object.values(lock.packages).filter(({ resolved }) => resolved !== undefined)).toEqual(
      [],
    );
  });
});
