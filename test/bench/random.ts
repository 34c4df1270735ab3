/** Xorshift of 32 bits (Marsaglia, 2003): evenly spread enough, and the same everywhere. */
export function randomIntegers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}
