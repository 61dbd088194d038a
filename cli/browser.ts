import { spawn } from 'node:child_process';
import type { Terminal } from './terminal';

/** How each system opens a file with the program it is for. */
const OPENERS: Readonly<Record<string, readonly [string, ...string[]]>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
};
/** Some openers stay as long as the browser does. */
const PATIENCE_MS = 3_000;

/** Opens a page in the browser. @returns whether there was one, as far as can be told */
export function openInBrowser(
  file: string,
  { DISPLAY, WAYLAND_DISPLAY }: Terminal['environment'],
): Promise<boolean> {
  const known = OPENERS[process.platform];
  // Without a screen, a browser would take over the terminal.
  if (!known && DISPLAY === undefined && WAYLAND_DISPLAY === undefined)
    return Promise.resolve(false);
  const [command, ...args] = known ?? ['xdg-open'];
  return new Promise((answer) => {
    const child = spawn(command, [...args, file], { stdio: 'ignore', detached: true });
    child.unref();
    child.once('error', () => answer(false));
    child.once('exit', (code) => answer(code === 0));
    setTimeout(() => answer(true), PATIENCE_MS).unref();
  });
}
