import type { Terminal } from './terminal';

/** The exit code of a program that Ctrl-C ended. */
export const INTERRUPTED = 130;

export interface Interrupts {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal;
  /** Resolves at the first signal. */
  readonly first: Promise<void>;
  /** What the second does before the process ends at once. */
  onSecond(force: () => void): void;
}

/** The first Ctrl-C (or SIGTERM) asks to stop, the second ends at once. */
export function listenForInterrupts(terminal: Terminal): Interrupts {
  const abort = new AbortController();
  let force = (): void => undefined;
  const first = new Promise<void>((resolve) => {
    abort.signal.addEventListener('abort', () => {
      resolve();
    });
  });
  const heard = (): void => {
    if (abort.signal.aborted) {
      force();
      process.exit(INTERRUPTED);
    }
    terminal.err('\nStopping. Press Ctrl-C again to end at once.\n');
    abort.abort(new Interrupted());
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, heard);
  return {
    signal: abort.signal,
    first,
    onSecond: (does) => {
      force = does;
    },
  };
}

/** A start, or a demo, that was given up. */
export class Interrupted extends Error {
  constructor() {
    super('interrupted');
  }
}
