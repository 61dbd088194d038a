import pino, { type Logger } from 'pino';

/** A log in a file: the terminal is for the table of addresses. */
export function openLog(path: string): { readonly log: Logger; close(): Promise<void> } {
  const destination = pino.destination({ dest: path, mkdir: true, sync: false, mode: 0o600 });
  return {
    log: pino({ base: null }, destination),
    close: () =>
      new Promise((resolve) => {
        destination.once('close', () => {
          resolve();
        });
        destination.end();
      }),
  };
}
