import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accept, openStore } from '../../store';
import { lockFolder } from '../../store/folder-lock';
import { eventById, incoming } from './seeds';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'perennial-lock-'));
  path = join(folder, 'perennial.lock');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A process that takes the lock, says so, and holds it until it is killed. */
async function holder(): Promise<{ child: ChildProcess; said: string }> {
  const code = `
    const { lockFolder } = require(${JSON.stringify(join(__dirname, '../../store/folder-lock.ts'))});
    lockFolder(${JSON.stringify(path)}).then(
      () => { console.log('locked'); setInterval(() => undefined, 1000); },
      (error) => console.log(error.code, error.details.pid),
    );`;
  const child = spawn(process.execPath, ['--import', 'tsx', '-e', code], {
    cwd: join(__dirname, '../..'),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said = await new Promise<string>((resolve) =>
    child.stdout?.once('data', (text: Buffer) => resolve(text.toString().trim())),
  );
  return { child, said };
}

const killed = (child: ChildProcess): Promise<unknown> => {
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  return gone;
};

test('a second opener is refused with the holder’s pid, until the first closes', async () => {
  const store = await openStore({ folder });
  await expect(openStore({ folder })).rejects.toMatchObject({
    code: 'FOLDER_LOCKED',
    details: { pid: process.pid },
    message: expect.stringContaining(String(process.pid)) as string,
  });
  const [accepted] = await accept(store, [incoming()]);
  await store.close();
  const again = await openStore({ folder });
  expect(await eventById(again.db, accepted?.id ?? '')).toBeDefined();
  await again.close();
  expect(await readdir(folder)).toEqual(['pgdata']);
});

test('another live process holds it; killed, its lock is taken over', async () => {
  const { child, said } = await holder();
  expect(said).toBe('locked');
  await expect(lockFolder(path)).rejects.toMatchObject({ details: { pid: child.pid } });
  const second = await holder();
  expect(second.said).toBe(`FOLDER_LOCKED ${child.pid}`);
  await killed(child);
  const unlock = await lockFolder(path);
  expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ pid: process.pid });
  await unlock();
  expect(await readdir(folder)).toEqual([]);
});

test('a pid that another process has now is a dead holder’s', async () => {
  await writeFile(path, JSON.stringify({ pid: process.pid, began: 'another boot:1' }));
  const unlock = await lockFolder(path);
  await unlock();
});

test('of many who find a dead holder, one takes over', async () => {
  const { child } = await holder();
  await killed(child);
  const tries = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(path)));
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(await readdir(folder)).toEqual(['perennial.lock']);
});

test('one who died while taking over does not block the next', async () => {
  const { mkdir, utimes } = await import('node:fs/promises');
  await writeFile(path, JSON.stringify({ pid: process.pid, began: 'another boot:1' }));
  const guard = `${path}.takeover`;
  await mkdir(guard);
  await utimes(guard, 0, 0);
  const unlock = await lockFolder(path);
  await unlock();
  expect(await readdir(folder)).toEqual([]);
});

const stateOf = async (pid: number): Promise<string> =>
  /\) (\S)/.exec(await readFile(`/proc/${pid}/stat`, 'utf8'))?.[1] ?? '';

// Only Linux says that a process is one of those.
(process.platform === 'linux' ? test : test.skip)(
  'a killed holder whose exit code nobody has asked for holds nothing, as in a container without an init',
  async () => {
    const hold = `
      const { lockFolder } = require(${JSON.stringify(join(__dirname, '../../store/folder-lock.ts'))});
      lockFolder(${JSON.stringify(path)}).then(() => { console.log(process.pid); setInterval(() => undefined, 1000); });`;
    // The shell becomes a sleep, which never asks after its child.
    const script = '"$0" --import tsx -e "$1" & exec sleep 600';
    const parent = spawn('/bin/sh', ['-c', script, process.execPath, hold], {
      cwd: join(__dirname, '../..'),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      const pid = await new Promise<number>((resolve) =>
        parent.stdout.once('data', (text: Buffer) => resolve(Number(text.toString()))),
      );
      await expect(lockFolder(path)).rejects.toMatchObject({ details: { pid } });
      process.kill(pid, 'SIGKILL');
      while ((await stateOf(pid)) !== 'Z') await new Promise((resolve) => setTimeout(resolve, 20));
      const unlock = await lockFolder(path);
      await unlock();
    } finally {
      await killed(parent);
    }
  },
);
