import { copyFileSync, existsSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Linking a release takes seconds, and most suites serve the same one: what one suite of a run has linked the others
 * are lent. Given by test/servers/setup.ts.
 */
const shelf = process.env['PERENNIAL_TEST_LINKS'];

/** Files of the linked releases in a worker's folder. */
export const linksIn = (folder: string): string[] =>
  readdirSync(folder).filter((name) => name.endsWith('.cjs'));

export function lendLinks(folder: string): void {
  if (shelf === undefined) return;
  for (const name of linksIn(shelf)) {
    if (!existsSync(join(folder, name))) copyFileSync(join(shelf, name), join(folder, name));
  }
}

export function keepLinks(folder: string): void {
  if (shelf === undefined) return;
  for (const name of linksIn(folder)) {
    if (existsSync(join(shelf, name))) continue;
    // The other suites see it whole.
    const coming = join(shelf, `${name}-${String(process.pid)}`);
    copyFileSync(join(folder, name), coming);
    renameSync(coming, join(shelf, name));
  }
}
