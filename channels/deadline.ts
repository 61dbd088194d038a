/** The end of one attempt. */
export interface Deadline {
  /** Destroys the socket. */
  readonly signal: AbortSignal;
  /**
   * Asks the wall clock, and ends the attempt if it is over: timers stand still while the machine sleeps, so whoever is
   * about to hand something over asks once more.
   */
  isOver(): boolean;
  /** The attempt has its answer. */
  clear(): void;
}

export function openDeadline(at: Date): Deadline {
  const ending = new AbortController();
  const end = (): void => {
    ending.abort();
  };
  const timer = setTimeout(end, Math.max(0, at.getTime() - Date.now())).unref();
  const isOver = (): boolean => {
    if (Date.now() >= at.getTime()) end();
    return ending.signal.aborted;
  };
  return { signal: ending.signal, isOver, clear: () => clearTimeout(timer) };
}
