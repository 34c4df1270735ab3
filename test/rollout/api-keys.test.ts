import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { apiKeyEntry, isUsable, parseApiKey } from "../../src/rollout/api-keys.ts";

const NOW = Date.UTC(2026, 10, 24);

describe("apiKeyEntry", () => {
  it("names the entry by the digest in lower-case hex", () => {
    expect(apiKeyEntry(new Uint8Array([0, 10, 255]))).toBe("KEY_000aff");
  });
});

describe("parseApiKey", () => {
  it("reads a key with all of its members", () => {
    const text =
      '{"account":"a1","tier":"solo","scopes":["parse"],"expires_at":"2027-01-01T00:00:00Z","disabled":true}';
    expect(parseApiKey(text)).toEqual({
      account: "a1",
      tier: "solo",
      scopes: ["parse"],
      expiresAt: Date.UTC(2027, 0, 1),
      isDisabled: true,
    });
  });

  it("reads one with the least, and an expiry in epoch seconds", () => {
    expect(parseApiKey('{"account":"a1","tier":"solo"}')).toMatchObject({
      expiresAt: null,
      isDisabled: false,
      scopes: [],
    });
    expect(parseApiKey('{"account":"a1","tier":"solo","expires_at":1800000000}')?.expiresAt).toBe(
      1_800_000_000_000,
    );
  });

  it.each([
    ["null", null],
    ['"2027-01-01"', Date.UTC(2027, 0, 1)],
    ['"2027-01-01T12:30:00Z"', Date.UTC(2027, 0, 1, 12, 30)],
    ['"2027-01-01T12:30:00.250+02:00"', Date.UTC(2027, 0, 1, 10, 30, 0, 250)],
    ["0", 0],
    ["-1", -1000],
    ["1800000000.5", 1_800_000_000_500],
    ["253402300799", Date.UTC(9999, 11, 31, 23, 59, 59)],
  ])("reads the expiry %s", (expiry, at) => {
    const key = parseApiKey(`{"account":"a1","tier":"solo","expires_at":${expiry}}`);
    expect(key?.expiresAt).toBe(at);
  });

  it.each([
    // Milliseconds in place of seconds would make a key that does not expire.
    "253402300800",
    "1800000000000",
    "1e999",
    "true",
    "[]",
    '""',
    '"never"',
    '"2027"',
    '"1800000000"',
    '"01/02/2027"',
    '"1 Jan 2027"',
    '"2027-13-01"',
    '"2027-01-01T25:00:00Z"',
    '"2027-01-01Tnoon"',
    '" 2027-01-01"',
  ])("takes a key that expires at %s for no key at all", (expiry) => {
    const text = `{"account":"a1","tier":"solo","expires_at":${expiry}}`;
    expect(parseApiKey(text)).toBeNull();
  });

  it("ignores members that it does not know", () => {
    expect(parseApiKey('{"account":"a1","tier":"solo","note":"x"}')).toEqual({
      account: "a1",
      tier: "solo",
      scopes: [],
      expiresAt: null,
      isDisabled: false,
    });
  });

  it("says null or a whole key of any text", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const key = parseApiKey(text);
        expect(key === null || (typeof key.account === "string" && key.account !== "")).toBe(true);
      }),
    );
  });

  it.each([
    "",
    "null",
    "[]",
    '"key"',
    '{"tier":"solo"}',
    '{"account":"","tier":"solo"}',
    '{"account":"a1"}',
    '{"account":1,"tier":"solo"}',
    '{"account":"a1","tier":null}',
    '{"account":"a1","tier":"solo","scopes":null}',
    '{"account":"a1","tier":"solo","disabled":null}',
    '{"account":"a1","tier":"solo","disabled":1}',
    '{"account":"a1","tier":"solo"',
    '{"__proto__":{"account":"a1","tier":"solo"}}',
    '{"account":"a1","tier":"solo","scopes":"parse"}',
    '{"account":"a1","tier":"solo","scopes":[1]}',
    '{"account":"a1","tier":"solo","disabled":"false"}',
    '{"account":"a1","tier":"solo","expires_at":"soon"}',
    '{"account":"a1","tier":"solo","expires_at":{}}',
  ])("takes %j for no key at all", (text) => {
    expect(parseApiKey(text)).toBeNull();
  });
});

describe("isUsable", () => {
  const key = { account: "a", tier: "free", scopes: [], expiresAt: null, isDisabled: false };

  it.each([
    [{}, true],
    [{ isDisabled: true }, false],
    [{ expiresAt: NOW + 1 }, true],
    [{ expiresAt: NOW }, false],
  ])("says of %j %s", (members, expected) => {
    expect(isUsable({ ...key, ...members }, NOW)).toBe(expected);
  });
});
