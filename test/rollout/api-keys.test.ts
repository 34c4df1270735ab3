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
    "",
    "null",
    "[]",
    '"key"',
    '{"tier":"solo"}',
    '{"account":"","tier":"solo"}',
    '{"account":"a1"}',
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
