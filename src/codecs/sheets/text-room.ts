// Room for the text of one cell while it is collected, up to the longest that a cell may have.
import { refuse, type SourceLocation } from "../../core/failure.ts";

/**
 * @param bytes of which the first `length` are in use.
 * @param needed bytes in all.
 * @param place where the cell is, for the failure.
 * @returns a larger copy. Fails with: `cell_too_long`.
 */
export function growText(
  bytes: Uint8Array,
  length: number,
  needed: number,
  maxBytes: number,
  place: () => SourceLocation,
): Uint8Array<ArrayBuffer> {
  if (needed > maxBytes) {
    refuse({
      code: "cell_too_long",
      detail: `A text is longer than ${maxBytes} bytes.`,
      at: place(),
      // How much longer depends on the pieces that it came in.
      limit: { name: "cell_bytes", max: maxBytes, found: maxBytes + 1 },
    });
  }
  const grown = new Uint8Array(Math.min(maxBytes, Math.max(needed, bytes.length * 2)));
  grown.set(bytes.subarray(0, length));
  return grown;
}
