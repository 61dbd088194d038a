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

/**
 * Whoever reads may have seen enough: `perennial runs | head`. What has others running beside it is asked to stop, as by a
 * signal; all else ends at once.
 */
export function stopUnread(streams: readonly NodeJS.WriteStream[]): void {
  let unread = false;
  const failed = (error: NodeJS.ErrnoException): void => {
    if (unread) return;
    if (error.code !== 'EPIPE') throw error;
    unread = true;
    if (!process.emit('SIGTERM')) process.exit();
  };
  for (const stream of streams) stream.on('error', failed);
}

/** A start, or a demo, that was given up. */
export class Interrupted extends Error {
  constructor() {
    super('interrupted');
  }
}
