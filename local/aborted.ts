/**
 * What the work comes to; once the signal is aborted, its reason, at once.
 * @param letGo - takes what the work still comes to then
 */
export async function unlessAborted<T>(
  work: Promise<T>,
  signal: AbortSignal,
  letGo: (late: T) => unknown = () => undefined,
): Promise<T> {
  let stop = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => {
      reject(signal.reason as Error);
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop);
  });
  try {
    return await Promise.race([aborted, work]);
  } catch (error) {
    if (signal.aborted) work.then(letGo).catch(() => undefined);
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
