/**
 * Waits for `work`, but no longer than `timeoutMs`; it goes on unheeded after that.
 * @returns null when it fails or takes longer: to the caller both mean "out of reach".
 */
export async function withTimeout<T>(work: () => Promise<T>, timeoutMs: number): Promise<T | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), timeoutMs);
  });
  try {
    return await Promise.race([work(), timeout]);
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}
