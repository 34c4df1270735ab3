// Encrypts workbooks for tests with the password that Excel uses for read-only protection, by the
// specification and apart from the code that is tested: MS-OFFCRYPTO 2.3.5, 2.3.6, 2.3.7.
import { createHash } from "node:crypto";
import { record, u16, u32, type Bytes } from "./build-xls.ts";

const PASSWORD = "VelvetSweatshop";
const SALT = Uint8Array.from({ length: 16 }, (_, index) => 0x30 + index);
const VERIFIER = Uint8Array.from({ length: 16 }, (_, index) => 0xa0 - index);

type KeyOfBlock = (block: number) => Uint8Array;

function hash(algorithm: "md5" | "sha1", ...parts: readonly Uint8Array[]): Uint8Array {
  const digest = createHash(algorithm);
  for (const part of parts) digest.update(part);
  return new Uint8Array(digest.digest());
}

/** As in the usual pseudocode of RC4: the key stream from its `from`th byte on. */
function keyStream(key: Uint8Array, from: number, length: number): Uint8Array {
  const s = Uint8Array.from({ length: 256 }, (_, i) => i);
  let j = 0;
  const swap = (a: number, b: number) => {
    [s[a], s[b]] = [s[b] as number, s[a] as number];
  };
  for (let i = 0; i < 256; i += 1) {
    j = (j + (s[i] as number) + (key[i % key.length] as number)) % 256;
    swap(i, j);
  }
  const output = new Uint8Array(from + length);
  let i = 0;
  j = 0;
  for (let n = 0; n < output.length; n += 1) {
    i = (i + 1) % 256;
    j = (j + (s[i] as number)) % 256;
    swap(i, j);
    output[n] = s[((s[i] as number) + (s[j] as number)) % 256] as number;
  }
  return output.subarray(from);
}

function xorWith(bytes: Uint8Array, stream: Uint8Array): Uint8Array {
  return bytes.map((byte, index) => byte ^ (stream[index] as number));
}

function utf16(text: string): Uint8Array {
  return Uint8Array.from(Array.from(text, (char) => u16(char.charCodeAt(0))).flat());
}

function keyOfRc4(password: string): KeyOfBlock {
  const first = hash("md5", utf16(password)).subarray(0, 5);
  const second = hash("md5", ...Array.from({ length: 16 }, () => [first, SALT]).flat()).subarray(
    0,
    5,
  );
  return (block) => hash("md5", second, Uint8Array.from(u32(block)));
}

function keyOfCryptoApi(password: string): KeyOfBlock {
  const base = hash("sha1", SALT, utf16(password));
  return (block) => hash("sha1", base, Uint8Array.from(u32(block))).subarray(0, 16);
}

function verifierOf(algorithm: "md5" | "sha1", keyOf: KeyOfBlock): number[] {
  const digest = hash(algorithm, VERIFIER);
  const encrypted = xorWith(
    Uint8Array.of(...VERIFIER, ...digest),
    keyStream(keyOf(0), 0, VERIFIER.length + digest.length),
  );
  return [...encrypted];
}

function rc4FilePass(password: string): number[] {
  return record(0x002f, u16(1, 1, 1), [...SALT], verifierOf("md5", keyOfRc4(password)));
}

function cryptoApiFilePass(): number[] {
  const provider = [...utf16("Microsoft Enhanced Cryptographic Provider v1.0\0")];
  const header = [...u32(4, 0, 0x6801, 0x8004, 128, 1, 0, 0), ...provider];
  const bytes = verifierOf("sha1", keyOfCryptoApi(PASSWORD));
  return record(
    0x002f,
    u16(1, 2, 2),
    u32(4, header.length),
    header,
    u32(16),
    [...SALT],
    bytes.slice(0, 16),
    u32(20),
    bytes.slice(16),
  );
}

export const FILE_PASS_RC4 = rc4FilePass(PASSWORD);
export const FILE_PASS_OTHER_PASSWORD = rc4FilePass("something else");
export const FILE_PASS_CRYPTO_API = cryptoApiFilePass();
export const FILE_PASS_XOR = record(0x002f, u16(0, 0xb359, 0x9a0a));
/** Of another password. */
export const FILE_PASS_XOR_OTHER = record(0x002f, u16(0, 0x514a, 0xcc1a));

type EncryptRecord = (id: number, body: Uint8Array, position: number) => void;

const PLAIN = new Set([0x0809, 0x002f, 0x00e1, 0x0194, 0x0195, 0x0138, 0x0196]);

/** Only the first bytes of a BOUNDSHEET, and nothing of some records, stay plain. */
function plainBytes(id: number, body: Uint8Array): number {
  return PLAIN.has(id) ? body.length : id === 0x0085 ? 4 : 0;
}

export function rc4CipherOf(filePass: Bytes): EncryptRecord {
  const keyOf = filePass === FILE_PASS_CRYPTO_API ? keyOfCryptoApi(PASSWORD) : keyOfRc4(PASSWORD);
  const blocks = new Map<number, Uint8Array>();
  const byteAt = (position: number) => {
    const block = Math.floor(position / 1024);
    const stream = blocks.get(block) ?? keyStream(keyOf(block), 0, 1024);
    blocks.set(block, stream);
    return stream[position % 1024] as number;
  };
  return (id, body, position) => {
    for (let at = plainBytes(id, body); at < body.length; at += 1) {
      body[at] = (body[at] as number) ^ byteAt(position + at);
    }
  };
}

const INITIAL_CODE_15 = 0x4ec3;
const PAD = [0xbb, 0xff, 0xff, 0xba, 0xff, 0xff, 0xb9, 0x80, 0, 0xbe, 0x0f, 0, 0xbf, 0x0f, 0];
const XOR_MATRIX = [
  0xaefc, 0x4dd9, 0x9bb2, 0x2745, 0x4e8a, 0x9d14, 0x2a09, 0x7b61, 0xf6c2, 0xfda5, 0xeb6b, 0xc6f7,
  0x9dcf, 0x2bbf, 0x4563, 0x8ac6, 0x05ad, 0x0b5a, 0x16b4, 0x2d68, 0x5ad0, 0x0375, 0x06ea, 0x0dd4,
  0x1ba8, 0x3750, 0x6ea0, 0xdd40, 0xd849, 0xa0b3, 0x5147, 0xa28e, 0x553d, 0xaa7a, 0x44d5, 0x6f45,
  0xde8a, 0xad35, 0x4a4b, 0x9496, 0x390d, 0x721a, 0xeb23, 0xc667, 0x9cef, 0x29ff, 0x53fe, 0xa7fc,
  0x5fd9, 0x47d3, 0x8fa6, 0x0f6d, 0x1eda, 0x3db4, 0x7b68, 0xf6d0, 0xb861, 0x60e3, 0xc1c6, 0x93ad,
  0x377b, 0x6ef6, 0xddec, 0x45a0, 0x8b40, 0x06a1, 0x0d42, 0x1a84, 0x3508, 0x6a10, 0xaa51, 0x4483,
  0x8906, 0x022d, 0x045a, 0x08b4, 0x1168, 0x76b4, 0xed68, 0xcaf1, 0x85c3, 0x1ba7, 0x374e, 0x6e9c,
  0x3730, 0x6e60, 0xdcc0, 0xa9a1, 0x4363, 0x86c6, 0x1dad, 0x3331, 0x6662, 0xccc4, 0x89a9, 0x0373,
  0x06e6, 0x0dcc, 0x1021, 0x2042, 0x4084, 0x8108, 0x1231, 0x2462, 0x48c4,
];

function rotateRight(byte: number): number {
  return ((byte >>> 1) | (byte << 7)) & 0xff;
}

/** CreateXorArray_Method1 for a password of 15 characters. */
function xorArray(): number[] {
  const letters = Array.from(PASSWORD, (char) => char.charCodeAt(0));
  let key = INITIAL_CODE_15;
  let element = XOR_MATRIX.length - 1;
  for (const letter of letters.toReversed()) {
    for (let bit = 0; bit < 7; bit += 1, element -= 1) {
      if (((letter << bit) & 0x40) !== 0) key ^= XOR_MATRIX[element] as number;
    }
  }
  // The sixteenth byte is the first of the padding.
  return [...letters, PAD[0] as number].map((byte, index) =>
    rotateRight(byte ^ (index % 2 === 0 ? key & 0xff : key >>> 8)),
  );
}

export const encryptXor: EncryptRecord = (id, body, position) => {
  const array = xorArray();
  for (let at = plainBytes(id, body); at < body.length; at += 1) {
    const byte = (body[at] as number) ^ (array[(position + body.length + at) % 16] as number);
    body[at] = ((byte >>> 3) | (byte << 5)) & 0xff;
  }
};
