import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive } from '../../local/children';
import { openHome, readJson, type Home, type Secrets } from '../../local/home';
import { freePort } from '../../local/ports';
import { readReceived } from '../../local/receivers';
import { openStore, startClock } from '../../store';
import { describeWith } from '../servers/needs';
import { Perennial, perennial, type Finished } from './perennial';

jest.setTimeout(240_000);

/** A run, as far as these tests look at it. */
interface Shown {
  readonly state: string;
  readonly waiting: object | null;
}

/** `up` finds its own server; where none can be had, PERENNIAL_TEST_TEMPORAL_ADDRESS stays unset and this is left out. */
describeWith('temporal')('perennial up', () => {
  let home: Home;
  let environment: Record<string, string>;
  let up: Perennial;

  const start = async (): Promise<void> => {
    up = new Perennial(['up'], environment);
    await up.says('Ctrl-C stops everything');
  };
  const ask = (...args: string[]): Promise<Finished> => perennial(args, environment);
  const api = (path: string): string =>
    `http://127.0.0.1:${environment['PERENNIAL_PORT'] ?? ''}${path}`;
  const secrets = () => readJson<Secrets>(home.secrets)!;
  const track = (path: string, body: object): Promise<Response> =>
    fetch(api(path), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Basic ${Buffer.from(`${secrets().writeKey}:`).toString('base64')}`,
      },
      body: JSON.stringify(body),
    });
  const operate = async <T>(path: string, body?: object): Promise<T> => {
    const response = await fetch(api(path), {
      headers: {
        authorization: `Bearer ${secrets().operatorKey}`,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    });
    expect([path, response.status]).toEqual([path, 200]);
    return (await response.json()) as T;
  };
  const until = async <T>(look: () => Promise<T | undefined>): Promise<T> => {
    for (;;) {
      const found = await look();
      if (found !== undefined) return found;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  const received = (to: string) =>
    until(async () => (await readReceived(home.received)).find((one) => one.to === to));
  const runOf = (userId: string, wanted: (run: Shown) => boolean): Promise<Shown> =>
    until(async () => {
      const { customer } = await operate<{ customer: string }>('/v1/customers/find', { userId });
      const { runs: found } = await operate<{ runs: Shown[] }>(`/v1/runs?customer=${customer}`);
      const [run] = found;
      return run && wanted(run) ? run : undefined;
    });
  /** The mail has come, and the run knows it: a kill before that leaves the message ambiguous, as it should. */
  const mailed = async (userId: string): Promise<void> => {
    await received(`${userId}@example.com`);
    await runOf(userId, ({ waiting }) => waiting !== null);
  };
  /** Signs someone up. One in twenty is held out by chance: then someone else. @returns who it was */
  const signUp = async (name: string): Promise<string> => {
    for (let n = 1; ; n++) {
      const userId = `${name}-${String(n)}`;
      const traits = { firstName: 'Ada', email: `${userId}@example.com` };
      expect((await track('/v1/identify', { userId, traits })).status).toBe(200);
      const event = { userId, event: 'Signed Up', properties: { source: 'web' } };
      expect((await track('/v1/track', event)).status).toBe(200);
      const { state } = await runOf(userId, () => true);
      if (state !== 'held out') return userId;
    }
  };
  const runs = async (): Promise<{ id: string; state: string; end: string | null }[]> => {
    const { out } = await ask('runs', '--state', 'starting,running,ended', '--json');
    return (JSON.parse(out) as { runs: [] }).runs;
  };

  beforeAll(async () => {
    home = openHome(mkdtempSync(join(tmpdir(), 'perennial-up-')));
    environment = {
      PERENNIAL_HOME: home.folder,
      PERENNIAL_PORT: String(await freePort(0)),
    };
    await start();
  });
  afterAll(async () => {
    await up.kill('SIGINT');
    rmSync(home.folder, { recursive: true, force: true });
  });

  test('shows one table of addresses, and each of them answers', async () => {
    for (const name of ['API', 'Inbox', 'Temporal', 'Write key', 'Data folder']) {
      expect(up.out).toContain(name);
    }
    for (const path of ['/health', '/ready', '/inbox', '/inbox.json', '/openapi.json']) {
      expect([path, (await fetch(api(path))).status]).toEqual([path, 200]);
    }
    const ui = /http:\/\/127\.0\.0\.1:\d+(?= +│\n)/g;
    for (const address of up.out.match(ui) ?? []) await fetch(address);
  });

  test('keeps its keys where only their owner can read them', () => {
    expect(statSync(home.secrets).mode & 0o777).toBe(0o600);
    expect(statSync(home.folder).mode & 0o077).toBe(0);
  });

  test('a sign-up becomes a mail in the inbox, and a run that waits', async () => {
    const ada = await signUp('ada');
    expect(await received(`${ada}@example.com`)).toMatchObject({ kind: 'email' });
    const [run] = await runs();
    const shown = await ask('run', run?.id ?? '');
    expect(shown).toMatchObject({ code: 0 });
    expect(shown.out).toMatch(/waits until/);
    expect(shown.out).toContain('sent: email');
    expect(await (await fetch(api('/inbox'))).text()).toContain(`${ada}@example.com`);
  });

  test('a second one on the same folder is refused with the pid of the first', async () => {
    const second = await perennial(['up'], {
      ...environment,
      PERENNIAL_PORT: String(await freePort(0)),
    });
    expect(second.code).toBe(1);
    expect(second.err).toContain(`in use by process ${String(up.child.pid)}`);
  });

  test('one whose port is taken is refused, and leaves nothing behind', async () => {
    const other = mkdtempSync(join(tmpdir(), 'perennial-up-other-'));
    const refused = await perennial(['up'], { ...environment, PERENNIAL_HOME: other });
    expect(refused.code).toBe(1);
    expect(refused.err).toContain(`Port ${environment['PERENNIAL_PORT'] ?? ''} on '127.0.0.1'`);
    expect(refused.err).toContain('PERENNIAL_PORT');
    expect(existsSync(openHome(other).pidFile('temporal'))).toBe(false);
    rmSync(other, { recursive: true, force: true });
  });

  test('an operator ends a run and starts it over', async () => {
    const [run] = await runs();
    expect((await ask('end', run?.id ?? '', '--reason', 'test')).code).toBe(0);
    await until(async () => ((await runs())[0]?.state === 'ended' ? true : undefined));
    expect((await runs())[0]?.end).toBe('ended by operator');
    expect((await ask('restart', run?.id ?? '')).code).toBe(0);
    await until(async () => ((await runs())[0]?.state === 'running' ? true : undefined));
  });

  test('a run that does not exist is said so', async () => {
    const asked = await ask('run', 'nobody');
    expect(asked.code).toBe(1);
    expect(asked.err).toContain("There is no enrollment 'nobody'");
  });

  test('a Temporal server that dies is started again, and events come in meanwhile', async () => {
    const { pid } = readJson<{ pid: number }>(home.pidFile('temporal'))!;
    process.kill(pid, 'SIGKILL');
    const bob = await signUp('bob');
    await mailed(bob);
    expect(up.err).toContain('The Temporal server ended by itself');
  });

  test('after a kill the next start goes on with what was left', async () => {
    const { pid } = readJson<{ pid: number }>(home.pidFile('temporal'))!;
    await up.kill('SIGKILL');
    expect(isAlive(pid)).toBe(true);
    const gone = await ask('runs');
    expect(gone.code).toBe(1);
    expect(gone.err).toContain('perennial up');
    await start();
    expect(up.out).toContain('left by an earlier start');
    const eve = await signUp('eve');
    await mailed(eve);
    expect((await runs()).filter(({ state }) => state === 'running')).toHaveLength(3);
  });

  test('whoever is erased is in no inbox any more, and the mails of others are', async () => {
    const [ira, joe] = [await signUp('ira'), await signUp('joe')];
    await mailed(ira);
    await mailed(joe);
    expect(await ask('erase', ira)).toMatchObject({ code: 0 });
    const inbox = await (await fetch(api('/inbox'))).text();
    expect(inbox).not.toContain(ira);
    expect(inbox).toContain(joe);
    expect(readFileSync(home.received, 'utf8')).not.toContain(ira);
  });

  test('Ctrl-C stops everything, and nothing differs between ledger and mail', async () => {
    const pids = ['temporal', 'receivers'].map(
      (child) => readJson<{ pid: number }>(home.pidFile(child))!.pid,
    );
    expect(await up.kill('SIGINT')).toMatchObject({ code: 0 });
    expect(pids.map(isAlive)).toEqual([false, false]);
    expect(existsSync(home.running)).toBe(false);
    const audited = await ask('audit', '--json');
    expect(JSON.parse(audited.out)).toMatchObject({ problems: [], ambiguous: [] });
    expect(audited.code).toBe(0);
    expect(readFileSync(home.log, 'utf8')).not.toContain('@example.com');
  });

  test('a folder whose time ran fast is not taken back to real time', async () => {
    const store = await openStore({ folder: home.database });
    await startClock(store.db, { dayMs: 2_000 });
    await store.close();
    const refused = await ask('up');
    expect(refused.code).toBe(1);
    expect(refused.err).toContain('a day lasts 2 s');
    expect(refused.err).toContain('PERENNIAL_DAY');
  });
});
