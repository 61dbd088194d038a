import { createServer } from 'node:net';
import { PermanentError } from '../engine';

export const HOST = '127.0.0.1';

const tryListen = (port: number): Promise<number | undefined> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(undefined);
    });
    server.listen({ port, host: HOST, exclusive: true }, () => {
      const address = server.address();
      server.close(() => {
        resolve(typeof address === 'object' ? address?.port : undefined);
      });
    });
  });

export const isFree = async (port: number): Promise<boolean> =>
  (await tryListen(port)) !== undefined;

/** The port wished for, or a free one where that is taken. */
export async function freePort(wish: number): Promise<number> {
  const port = (await tryListen(wish)) ?? (await tryListen(0));
  if (port === undefined) throw new PermanentError('PORT_IN_USE', { port: wish, host: HOST });
  return port;
}

/** `exact`: others know the number already, so that no other will do. */
export const portFor = (wish: number, exact: boolean): Promise<number> =>
  exact ? requirePort(wish, 'PERENNIAL_HOME') : freePort(wish);

/**
 * @param setting - the variable that names another port
 * @throws PermanentError `PORT_IN_USE`
 */
export async function requirePort(port: number, setting: string): Promise<number> {
  if (await isFree(port)) return port;
  throw new PermanentError('PORT_IN_USE', { port, host: HOST, setting });
}
