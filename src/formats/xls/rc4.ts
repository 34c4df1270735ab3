// The stream cipher of old Office files. It protects nothing today; it is here to open what everybody
// can open. Source: MS-OFFCRYPTO 2.3.5.2, 2.3.6.2 (RC4).

export class Rc4 {
  readonly #state = new Uint8Array(256);
  #i = 0;
  #j = 0;

  constructor(key: Uint8Array) {
    const state = this.#state;
    for (let i = 0; i < 256; i += 1) state[i] = i;
    for (let i = 0, j = 0; i < 256; i += 1) {
      const value = state[i] as number;
      j = (j + value + (key[i % key.length] as number)) & 0xff;
      state[i] = state[j] as number;
      state[j] = value;
    }
  }

  /** @returns the next byte of the key stream. */
  next(): number {
    const state = this.#state;
    this.#i = (this.#i + 1) & 0xff;
    const a = state[this.#i] as number;
    this.#j = (this.#j + a) & 0xff;
    const b = state[this.#j] as number;
    state[this.#i] = b;
    state[this.#j] = a;
    return state[(a + b) & 0xff] as number;
  }

  /** Decrypts or encrypts bytes in place. */
  apply(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at += 1) {
      bytes[at] = (bytes[at] as number) ^ this.next();
    }
  }
}
