import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openHome, type Home } from '../../local/home';
import { freePort } from '../../local/ports';
import { openStore } from '../../store';
import { Perennial } from './perennial';

jest.setTimeout(120_000);

/** Starts that never come to an end, over a Temporal server that is not there. */
describe('a start', () => {
  let home: Home;
  let up: Perennial;
  beforeEach(async () => {
    home = openHome(mkdtempSync(join(tmpdir(), 'perennial-starting-')));
    const nobody = await freePort(0);
    up = new Perennial(['up'], {
      PERENNIAL_HOME: home.folder,
      PERENNIAL_PORT: String(await freePort(0)),
      TEMPORAL_ADDRESS: `127.0.0.1:${String(nobody)}`,
    });
  });
  afterEach(async () => {
    await up.kill('SIGKILL');
    rmSync(home.folder, { recursive: true, force: true });
  });

  test.each([
    ['the database is opened', 'Database: opening'],
    ['Temporal is waited for', 'does not answer: waiting for it'],
  ])(
    'that is given up while %s ends cleanly, and leaves a folder to go on with',
    async (_, says) => {
      await up.says(says);
      expect(await up.kill('SIGINT')).toMatchObject({
        ...{ code: 130, out: '' },
        err: expect.stringMatching(/Stopping\..*\nStopped\.\n$/s),
      });
      expect(existsSync(join(home.folder, 'up.lock'))).toBe(false);
      const store = await openStore({ folder: home.database });
      await store.ping();
      await store.close();
    },
  );

  test('whose output nobody reads any more ends as cleanly', async () => {
    await up.says('Database: opening');
    up.child.stderr?.destroy();
    expect(await up.done).toMatchObject({ code: 130, out: '' });
    expect(existsSync(join(home.folder, 'up.lock'))).toBe(false);
  });

  test('without a Temporal server to come says whom it waits for, and gives up', async () => {
    const { code, err } = await up.done;
    expect(code).toBe(1);
    expect(err).toMatch(/Temporal at 127\.0\.0\.1:\d+ \(TEMPORAL_ADDRESS\) does not answer/);
    expect(err).toContain('mend TEMPORAL_ADDRESS');
    expect(err).toContain('TEMPORAL_UNAVAILABLE');
  });
});
