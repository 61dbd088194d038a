import type { Logger } from 'pino';

/** What was started, to be stopped in the reverse order. */
export interface Unwind {
  /** Notes how to stop what has just been started. */
  later(name: string, stop: () => void | Promise<void>): void;
  /** Stops all, once; a part that cannot be stopped is logged and does not keep the others. */
  run(): Promise<void>;
}

export function createUnwind(log: () => Logger | undefined): Unwind {
  const parts: { name: string; stop: () => void | Promise<void> }[] = [];
  let running: Promise<void> | undefined;
  const all = async (): Promise<void> => {
    for (let part = parts.pop(); part; part = parts.pop()) {
      try {
        await part.stop();
      } catch (error) {
        log()?.error({ err: error }, `${part.name} did not stop`);
      }
    }
  };
  return {
    later: (name, stop) => {
      parts.push({ name, stop });
    },
    run: () => (running ??= all()),
  };
}
