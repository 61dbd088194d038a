import { readJson, writeJson, type Home } from './home';
import { holdPort, type HeldPort } from './ports';
import type { UpSettings } from './settings';

const USUAL = 8080;

/** Left out: no start of this folder has had one. */
export const lastApiPort = ({ apiPort }: Home): number | undefined =>
  readJson<{ port?: number }>(apiPort)?.port;

/** From here on messages may link to it. */
export const keepApiPort = ({ apiPort }: Home, port: number): void => writeJson(apiPort, { port });

/**
 * The port of the api. Where any will do it is the one of the last start, if that is free: links of earlier messages
 * lead there.
 * @throws PermanentError `PORT_IN_USE`
 */
export const holdApiPort = (
  { port, anyPort }: Pick<UpSettings, 'port' | 'anyPort'>,
  home: Home,
): Promise<HeldPort> =>
  port !== undefined || !anyPort
    ? holdPort(port ?? USUAL, 'PERENNIAL_PORT')
    : holdPort(lastApiPort(home) ?? USUAL);
