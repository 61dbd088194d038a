import { mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive } from '../../local/children';
import { openHome, readJson, writeJson, type Home } from '../../local/home';
import { answers, openTemporal, type TemporalServer } from '../../local/temporal-server';
import { describeWith } from '../servers/needs';

const shared = process.env['PERENNIAL_TEST_TEMPORAL_ADDRESS'];
let home: Home;

const open = (address?: string): Promise<TemporalServer> =>
  openTemporal({
    place: { address, namespace: 'default', apiKey: undefined, tls: undefined },
    home,
    ports: { temporal: 0, temporalUi: 0 },
    exact: false,
    scaled: false,
    search: {
      cacheFolder: join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'perennial'),
      environment: process.env,
      progress: { status: () => undefined, line: () => undefined },
      signal: new AbortController().signal,
    },
  });

beforeEach(() => {
  home = openHome(mkdtempSync(join(tmpdir(), 'perennial-temporal-')));
});
afterEach(() => {
  rmSync(home.folder, { recursive: true, force: true });
});

describeWith('temporal')('the Temporal server of a laptop', () => {
  test('starts, answers, and is gone once it is stopped', async () => {
    const server = await open();
    expect(await answers(server.address)).toBe(true);
    await server.stop();
    expect(await answers(server.address)).toBe(false);
    expect(readJson(home.pidFile('temporal'))).toBeUndefined();
  });

  test('that an earlier start left is adopted, with its address', async () => {
    const left = await open();
    const found = await open();
    expect(found).toMatchObject({
      pid: left.pid,
      address: left.address,
      from: 'left by an earlier start',
    });
    await found.stop();
    expect(left.alive()).toBe(false);
  });

  test('that no longer answers is stopped, and another takes over its file', async () => {
    const left = await open();
    process.kill(left.pid ?? 0, 'SIGSTOP');
    const next = await open();
    expect(next.pid).not.toBe(left.pid);
    expect(left.alive()).toBe(false);
    expect(await answers(next.address)).toBe(true);
    await next.stop();
  });

  test('is known by its file: a pid file that names another process harms nobody', async () => {
    const mark = home.temporalDatabase;
    writeJson(home.pidFile('temporal'), { pid: process.pid, mark, ports: { port: 1, ui: 2 } });
    const server = await open();
    expect(isAlive(process.pid)).toBe(true);
    expect(server.pid).not.toBe(process.pid);
    await server.stop();
  });

  test('is not started where the settings name one', async () => {
    const server = await open(shared);
    expect(server).toMatchObject({ address: shared, pid: undefined, from: 'TEMPORAL_ADDRESS' });
    await server.stop();
    expect(await answers(server.address)).toBe(true);
  });
});
