import { createServer } from 'node:net';
import { PermanentError } from '../engine';

export const HOST = '127.0.0.1';

/** A port kept from others until it is listened on. */
export interface HeldPort {
  readonly port: number;
  /** Once only counts. */
  release(): Promise<void>;
}

const tryHold = (port: number): Promise<HeldPort | undefined> =>
  new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', () => {
      resolve(undefined);
    });
    server.listen({ port, host: HOST, exclusive: true }, () => {
      const address = server.address();
      const release = (): Promise<void> =>
        new Promise((released) => {
          server.close(() => {
            released();
          });
        });
      if (typeof address === 'object' && address) resolve({ port: address.port, release });
      else resolve(undefined);
    });
  });

async function tryListen(wish: number): Promise<number | undefined> {
  const held = await tryHold(wish);
  await held?.release();
  return held?.port;
}

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

/**
 * The port wished for, or where `setting` is left out a free one if that is taken, held until it is listened on: a start takes
 * minutes where Temporal is built first.
 * @param setting - the variable that names another port
 * @throws PermanentError `PORT_IN_USE`
 */
export async function holdPort(wish: number, setting?: string): Promise<HeldPort> {
  const held = (await tryHold(wish)) ?? (setting === undefined ? await tryHold(0) : undefined);
  if (held) return held;
  throw new PermanentError('PORT_IN_USE', { port: wish, host: HOST, setting });
}
