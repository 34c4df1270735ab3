// The standard security handler for tests, by the specification and apart from the code that is
// tested: RC4 of 40 and 128 bits and AES-128 (ISO 32000-1, 7.6), AES-256 of revision 6 (ISO 32000-2, 7.6.4).
// Salts and vectors are fixed, so that a file is the same every time.
import { createCipheriv, createHash } from "node:crypto";
import { PdfText, type PdfDict } from "./pdf-values.ts";

export type EncryptionMethod = "rc4-40" | "rc4-128" | "aes-128" | "aes-256";

export interface EncryptionSpec {
  method: EncryptionMethod;
  /** Empty: opens without being asked. */
  userPassword: string;
  ownerPassword?: string;
  /** Bits of what a reader may do; all by default. */
  permissions?: number;
}

export interface PdfCipher {
  /** The entry /Encrypt of the trailer. */
  dict: PdfDict;
  encrypt: (bytes: Uint8Array, objectId: number) => Uint8Array;
}

const PADDING = Buffer.from(
  "28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a",
  "hex",
);
const ALL_PERMISSIONS = -4;
const MD5_ROUNDS = 50;
const NO_VECTOR = Buffer.alloc(16);
const VECTOR = Buffer.from("000102030405060708090a0b0c0d0e0f", "hex");

type Bytes = Uint8Array;

function md5(...parts: readonly Bytes[]): Buffer {
  return createHash("md5").update(Buffer.concat(parts)).digest();
}

/** As in the usual pseudocode: OpenSSL 3 has no RC4 of its own any more. */
function rc4(key: Bytes, bytes: Bytes): Buffer {
  const s = Uint8Array.from({ length: 256 }, (_, i) => i);
  const swap = (a: number, b: number) => {
    [s[a], s[b]] = [s[b] as number, s[a] as number];
  };
  for (let i = 0, j = 0; i < 256; i += 1) {
    j = (j + (s[i] as number) + (key[i % key.length] as number)) % 256;
    swap(i, j);
  }
  let [i, j] = [0, 0];
  return Buffer.from(bytes).map((byte) => {
    i = (i + 1) % 256;
    j = (j + (s[i] as number)) % 256;
    swap(i, j);
    return byte ^ (s[((s[i] as number) + (s[j] as number)) % 256] as number);
  }) as Buffer;
}

function aesCbc(key: Bytes, vector: Bytes, bytes: Bytes, isPadded: boolean): Buffer {
  const cipher = createCipheriv(`aes-${key.length * 8}-cbc`, key, vector).setAutoPadding(isPadded);
  return Buffer.concat([cipher.update(bytes), cipher.final()]);
}

/** The vector stands before what it was used for. */
function aes(key: Bytes, bytes: Bytes): Buffer {
  return Buffer.concat([VECTOR, aesCbc(key, VECTOR, bytes, true)]);
}

function padded(password: string): Buffer {
  return Buffer.concat([Buffer.from(password, "latin1"), PADDING]).subarray(0, 32);
}

function xored(key: Bytes, mask: number): Buffer {
  return Buffer.from(key).map((byte) => byte ^ mask) as Buffer;
}

function littleEndian(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}

/** @param fileId first part of the entry /ID. */
export function encryption(spec: EncryptionSpec, fileId: Bytes): PdfCipher {
  return spec.method === "aes-256" ? revision6(spec) : revisions2To4(spec, fileId);
}

function revisions2To4(spec: EncryptionSpec, fileId: Bytes): PdfCipher {
  const { method, userPassword, ownerPassword = "owner", permissions = ALL_PERMISSIONS } = spec;
  const revision = method === "rc4-40" ? 2 : method === "rc4-128" ? 3 : 4;
  const keyBytes = revision === 2 ? 5 : 16;
  const rounds = (digest: Buffer) => {
    let result = digest;
    if (revision >= 3) {
      for (let i = 0; i < MD5_ROUNDS; i += 1) result = md5(result.subarray(0, keyBytes));
    }
    return result.subarray(0, keyBytes);
  };
  /** Algorithm 3 and 5 end alike: the result is encrypted again with keys made from the key. */
  const again = (key: Bytes, bytes: Buffer) => {
    let result = rc4(key, bytes);
    if (revision >= 3) for (let i = 1; i <= 19; i += 1) result = rc4(xored(key, i), result);
    return result;
  };
  const owner = again(rounds(md5(padded(ownerPassword))), padded(userPassword));
  const key = rounds(md5(padded(userPassword), owner, littleEndian(permissions), fileId));
  const user =
    revision === 2
      ? rc4(key, PADDING)
      : Buffer.concat([again(key, md5(PADDING, fileId)), Buffer.alloc(16)]);
  const isAes = method === "aes-128";
  const filters = {
    CF: { StdCF: { CFM: "/AESV2", AuthEvent: "/DocOpen", Length: 16 } },
    StmF: "/StdCF",
    StrF: "/StdCF",
  };
  return {
    dict: {
      Filter: "/Standard",
      V: revision === 2 ? 1 : revision === 3 ? 2 : 4,
      R: revision,
      Length: keyBytes * 8,
      P: permissions,
      O: new PdfText(owner),
      U: new PdfText(user),
      ...(isAes && filters),
    },
    encrypt: (bytes, objectId) => {
      const salt = isAes ? Buffer.from("sAlT") : Buffer.alloc(0);
      const id = Buffer.from([objectId, objectId >>> 8, objectId >>> 16, 0, 0]);
      const objectKey = md5(key, id, salt).subarray(0, Math.min(16, keyBytes + 5));
      return isAes ? aes(objectKey, bytes) : rc4(objectKey, bytes);
    },
  };
}

/** Algorithm 2.B. */
function hash(password: Bytes, salt: Bytes, userKey: Bytes): Buffer {
  let key = createHash("sha256")
    .update(Buffer.concat([password, salt, userKey]))
    .digest();
  for (let round = 0; ; round += 1) {
    const once = Buffer.concat([password, key, userKey]);
    const repeated = Buffer.concat(Array.from({ length: 64 }, () => once));
    const encrypted = aesCbc(key.subarray(0, 16), key.subarray(16, 32), repeated, false);
    const remainder = encrypted.subarray(0, 16).reduce((sum, byte) => sum + byte, 0) % 3;
    const algorithm = ["sha256", "sha384", "sha512"][remainder] as string;
    key = createHash(algorithm).update(encrypted).digest();
    if (round >= 63 && (encrypted.at(-1) as number) <= round - 31) return key.subarray(0, 32);
  }
}

function revision6(spec: EncryptionSpec): PdfCipher {
  const { userPassword, ownerPassword = "owner", permissions = ALL_PERMISSIONS } = spec;
  const key = createHash("sha256").update("file key of a test").digest();
  const none = Buffer.alloc(0);
  const entries = (password: string, salts: string, userKey: Bytes) => {
    const bytes = Buffer.from(password);
    const [validation, keySalt] = [
      Buffer.from(salts).subarray(0, 8),
      Buffer.from(salts).subarray(8),
    ];
    return {
      entry: Buffer.concat([hash(bytes, validation, userKey), validation, keySalt]),
      keyEntry: aesCbc(hash(bytes, keySalt, userKey), NO_VECTOR, key, false),
    };
  };
  const user = entries(userPassword, "uservaliuserkeys", none);
  const owner = entries(ownerPassword, "ownervalownerkey", user.entry);
  const plain = Buffer.concat([
    littleEndian(permissions),
    Buffer.from("ffffffff", "hex"),
    Buffer.from("Tadb0000"),
  ]);
  const cipher = createCipheriv("aes-256-ecb", key, null).setAutoPadding(false);
  return {
    dict: {
      Filter: "/Standard",
      V: 5,
      R: 6,
      Length: 256,
      P: permissions,
      O: new PdfText(owner.entry),
      U: new PdfText(user.entry),
      OE: new PdfText(owner.keyEntry),
      UE: new PdfText(user.keyEntry),
      Perms: new PdfText(cipher.update(plain)),
      CF: { StdCF: { CFM: "/AESV3", AuthEvent: "/DocOpen", Length: 32 } },
      StmF: "/StdCF",
      StrF: "/StdCF",
    },
    encrypt: (bytes) => aes(key, bytes),
  };
}
