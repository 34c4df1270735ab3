// Opens workbooks that are encrypted with the password that Excel itself uses for read-only
// protection, as Excel opens them without asking; every other password refuses the file.
// Source: MS-XLS 2.4.117 (FilePass), MS-OFFCRYPTO 2.3.5 (CryptoAPI RC4), 2.3.6 (RC4), 2.3.7 (XOR).
import { createHash } from "node:crypto";
import { refuse } from "../../core/failure.ts";
import { Rc4 } from "./rc4.ts";
import type { RecordCipher, RecordReader } from "./record-reader.ts";
import { Rc4RecordCipher, XorRecordCipher } from "./record-ciphers.ts";

const DEFAULT_PASSWORD = "VelvetSweatshop";
const PASSWORD_BYTES = Uint8Array.from(
  Array.from(DEFAULT_PASSWORD, (letter) => [letter.charCodeAt(0), 0]).flat(),
);

/** What MS-OFFCRYPTO 2.3.7.1 and 2.3.7.2 make of the default password: key, verifier and array. */
const XOR_KEY = 0xb359;
const XOR_VERIFIER = 0x9a0a;
const XOR_ARRAY = Uint8Array.from([
  0x87, 0x6b, 0x9a, 0xe2, 0x1e, 0xe3, 0x05, 0x62, 0x1e, 0x69, 0x96, 0x60, 0x98, 0x6e, 0x94, 0x04,
]);

const TYPE_XOR = 0;
const TYPE_RC4 = 1;
const SALT_BYTES = 16;
const VERIFIER_BYTES = 16;
const MD5_BYTES = 16;
const SHA1_BYTES = 20;
/** RC4 with a key of 40 bits, repeated 16 times with the salt. */
const KEY_40_BYTES = 5;
const SALT_REPEATS = 16;
const ALGORITHM_RC4 = 0x6801;
const MAX_KEY_BYTES = 16;

type KeyOfBlock = (block: number) => Uint8Array;

/**
 * @param reader at the FILEPASS record.
 * @returns what decrypts the records behind it.
 * Fails with: `encrypted_file` when the password is another one.
 */
export function decryptWithDefaultPassword(reader: RecordReader, isBiff8: boolean): RecordCipher {
  const { data, start, length } = reader;
  const body = data.slice(start, start + length);
  return (
    (isBiff8 ? openBiff8(body) : openXor(body, 0)) ??
    refuse({ code: "encrypted_file", detail: "The workbook is encrypted with a password." })
  );
}

function u16(body: Uint8Array, at: number): number {
  return (body[at] ?? 0) | ((body[at + 1] ?? 0) << 8);
}

function u32(body: Uint8Array, at: number): number {
  return u16(body, at) + u16(body, at + 2) * 0x10000;
}

function openBiff8(body: Uint8Array): RecordCipher | null {
  const type = u16(body, 0);
  if (type === TYPE_XOR) return openXor(body, 2);
  if (type !== TYPE_RC4) return null;
  return u16(body, 2) === 1 ? openRc4(body) : openCryptoApi(body);
}

function openXor(body: Uint8Array, at: number): RecordCipher | null {
  return u16(body, at) === XOR_KEY && u16(body, at + 2) === XOR_VERIFIER
    ? new XorRecordCipher(XOR_ARRAY)
    : null;
}

function openRc4(body: Uint8Array): RecordCipher | null {
  const salt = body.subarray(6, 6 + SALT_BYTES);
  const short = digest("md5", PASSWORD_BYTES).subarray(0, KEY_40_BYTES);
  const salted = Array.from({ length: SALT_REPEATS }, () => [short, salt]).flat();
  const key = digest("md5", ...salted).subarray(0, KEY_40_BYTES);
  return openVerified("md5", (block) => digest("md5", key, littleEndian(block)), {
    verifier: body.subarray(22, 22 + VERIFIER_BYTES),
    hash: body.subarray(38, 38 + MD5_BYTES),
  });
}

function openCryptoApi(body: Uint8Array): RecordCipher | null {
  const headerBytes = u32(body, 10);
  const header = 14;
  const keyBytes = (u32(body, header + 16) || 40) / 8;
  const isRc4 = u32(body, header + 8) === ALGORITHM_RC4;
  const verifier = header + headerBytes;
  const isWhole = verifier + 4 + SALT_BYTES + VERIFIER_BYTES + 4 + SHA1_BYTES <= body.length;
  if (!isRc4 || !isWhole || !Number.isInteger(keyBytes) || keyBytes > MAX_KEY_BYTES) return null;
  const salt = body.subarray(verifier + 4, verifier + 4 + SALT_BYTES);
  const base = digest("sha1", salt, PASSWORD_BYTES);
  const keyOf = (block: number) => {
    const key = digest("sha1", base, littleEndian(block)).slice(0, keyBytes);
    if (keyBytes !== KEY_40_BYTES) return key;
    // A key of 40 bits is used as one of 128, the rest of which is zero.
    const padded = new Uint8Array(MAX_KEY_BYTES);
    padded.set(key);
    return padded;
  };
  const encrypted = verifier + 4 + SALT_BYTES;
  return openVerified("sha1", keyOf, {
    verifier: body.subarray(encrypted, encrypted + VERIFIER_BYTES),
    hash: body.subarray(
      encrypted + VERIFIER_BYTES + 4,
      encrypted + VERIFIER_BYTES + 4 + SHA1_BYTES,
    ),
  });
}

/** Only a password whose verifier fits its hash opens the file. */
function openVerified(
  algorithm: "md5" | "sha1",
  keyOf: KeyOfBlock,
  encrypted: { verifier: Uint8Array; hash: Uint8Array },
): RecordCipher | null {
  const rc4 = new Rc4(keyOf(0));
  const verifier = encrypted.verifier.slice();
  const hash = encrypted.hash.slice();
  rc4.apply(verifier);
  rc4.apply(hash);
  const expected = digest(algorithm, verifier);
  const fits =
    hash.length === expected.length && hash.every((byte, index) => byte === expected[index]);
  return fits ? new Rc4RecordCipher(keyOf) : null;
}

function digest(algorithm: "md5" | "sha1", ...parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash(algorithm);
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
}

function littleEndian(value: number): Uint8Array {
  return Uint8Array.of(value, value >>> 8, value >>> 16, value >>> 24);
}
