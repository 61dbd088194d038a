import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { holdApiPort, keepApiPort, lastApiPort } from '../../local/api-port';
import { openHome, type Home } from '../../local/home';
import { freePort, holdPort } from '../../local/ports';

const ANY = { port: undefined, anyPort: true };

let home: Home;
beforeEach(() => {
  home = openHome(mkdtempSync(join(tmpdir(), 'perennial-api-port-')));
});
afterEach(() => {
  rmSync(home.folder, { recursive: true, force: true });
});

test('a folder whose api had another port is given the same one again', async () => {
  const before = await freePort(0);
  keepApiPort(home, before);
  expect(lastApiPort(home)).toBe(before);
  const held = await holdApiPort(ANY, home);
  await held.release();
  expect(held.port).toBe(before);
});

test('where that port is taken it is given another', async () => {
  const taken = await holdPort(0);
  keepApiPort(home, taken.port);
  const held = await holdApiPort(ANY, home);
  await Promise.all([taken, held].map((one) => one.release()));
  expect(held.port).not.toBe(taken.port);
});

test('a port that a setting names goes before the last one, and no other will do', async () => {
  keepApiPort(home, await freePort(0));
  const named = await holdPort(0);
  const asked = { ...ANY, port: named.port };
  await expect(holdApiPort(asked, home)).rejects.toMatchObject({ code: 'PORT_IN_USE' });
  await named.release();
  const held = await holdApiPort(asked, home);
  await held.release();
  expect(held.port).toBe(named.port);
});

test('a folder that was never started has none', () => {
  expect(lastApiPort(home)).toBeUndefined();
});
