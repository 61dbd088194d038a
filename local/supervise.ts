import type { Logger } from 'pino';

export interface Supervised {
  readonly name: string;
  alive(): boolean;
  /** Starts it again where it was. */
  restart(): Promise<void>;
}

const LOOK_MS = 1_000;

/**
 * Starts a child again that ended by itself.
 * @param say - tells people
 * @returns stops looking, once a restart under way is over
 */
export function supervise(
  children: readonly Supervised[],
  log: Logger,
  say: (line: string) => void,
): () => Promise<void> {
  let restarting: Promise<void> | undefined;
  const down = new Set<string>();
  const look = async (): Promise<void> => {
    for (const child of children) {
      if (child.alive()) continue;
      if (!down.has(child.name)) {
        say(`The ${child.name} ended by itself. It is started again; nothing is lost.`);
        log.warn({ child: child.name }, 'a child ended by itself');
      }
      down.add(child.name);
      try {
        await child.restart();
        down.delete(child.name);
      } catch (error) {
        log.error({ err: error, child: child.name }, 'a child could not be started again');
      }
    }
  };
  const timer = setInterval(() => {
    restarting ??= look().finally(() => {
      restarting = undefined;
    });
  }, LOOK_MS);
  return async () => {
    clearInterval(timer);
    await restarting;
  };
}
