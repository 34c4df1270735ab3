/** Fields of a binary record. */
export type Field = readonly [bytes: 1 | 2 | 4, value: number];

/** @returns the fields one behind the other, little-endian. */
export function fields(list: readonly Field[]): Buffer {
  const buffer = Buffer.alloc(list.reduce((sum, [bytes]) => sum + bytes, 0));
  let at = 0;
  for (const [bytes, value] of list) at = buffer.writeUIntLE(value, at, bytes);
  return buffer;
}
