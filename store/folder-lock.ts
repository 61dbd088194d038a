import {
  link,
  mkdir,
  readFile,
  rename,
  rm,
  rmdir,
  stat,
  unlink,
  writeFile,
} from 'node:fs/promises';
import { PermanentError } from '../engine';
import { newId } from './ids';

/** A process, told apart from a later one with the same number where the system says when it began. */
interface Holder {
  readonly pid: number;
  readonly began: string | null;
}

const TAKEOVER_TIMEOUT = 5_000;

/** Boot and start tick on Linux, `ended` where it was killed and nobody has asked for its exit code; null elsewhere. */
async function beginningOf(pid: number): Promise<string | null> {
  try {
    const [boot, status] = await Promise.all([
      readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
      readFile(`/proc/${pid}/stat`, 'utf8'),
    ]);
    // The second field, the command's name, is in parentheses and may hold blanks; the state is field 3, the start 22.
    const fields = status.slice(status.lastIndexOf(')') + 2).split(' ');
    const start = fields[19];
    if (fields[0] === 'Z') return 'ended';
    return `${boot.trim()}:${start}`;
  } catch {
    return null;
  }
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function isAlive({ pid, began }: Holder): Promise<boolean> {
  if (!exists(pid)) return false;
  const begins = await beginningOf(pid);
  return began === null || begins === null || began === begins;
}

async function readHolder(path: string): Promise<Holder | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Holder;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

const failedWith = (code: string) => (error: unknown) => {
  if ((error as NodeJS.ErrnoException).code === code) return false;
  throw error;
};

const ageOf = async (path: string): Promise<number> =>
  stat(path).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => 0,
  );

/** One process at a time takes over; one that died in it loses its turn after a while. */
async function whileTakingOver<T>(path: string, work: () => Promise<T>): Promise<T | undefined> {
  const guard = `${path}.takeover`;
  const entered = await mkdir(guard).then(() => true, failedWith('EEXIST'));
  if (!entered) {
    if ((await ageOf(guard)) > TAKEOVER_TIMEOUT) await rmdir(guard).catch(failedWith('ENOENT'));
    await new Promise((resolve) => setTimeout(resolve, 20));
    return undefined;
  }
  try {
    return await work();
  } finally {
    await rmdir(guard).catch(failedWith('ENOENT'));
  }
}

async function acquire(path: string, ours: string): Promise<void> {
  for (;;) {
    // A link appears whole or not at all, so nobody reads half a lock.
    if (await link(ours, path).then(() => true, failedWith('EEXIST'))) return;
    const holder = await readHolder(path);
    if (!holder) continue;
    if (await isAlive(holder)) throw new PermanentError('FOLDER_LOCKED', { pid: holder.pid });
    const taken = await whileTakingOver(path, async () => {
      const still = await readHolder(path);
      if (!still || (await isAlive(still))) return false;
      await rename(ours, path);
      return true;
    });
    if (taken) return;
  }
}

/**
 * Takes the folder for this process: a file created exclusively that names it. A dead holder's is taken over.
 * @returns gives it back
 * @throws PermanentError `FOLDER_LOCKED` with the holder's pid
 */
export async function lockFolder(path: string): Promise<() => Promise<void>> {
  const ours = `${path}.${newId()}`;
  const me: Holder = { pid: process.pid, began: await beginningOf(process.pid) };
  const text = JSON.stringify(me);
  await writeFile(ours, text, { flag: 'wx' });
  try {
    await acquire(path, ours);
  } finally {
    await rm(ours, { force: true });
  }
  return async () => {
    // Someone may have removed our lock by hand, and another have taken the folder.
    const there = await readFile(path, 'utf8').catch(failedWith('ENOENT'));
    if (there === text) await unlink(path).catch(failedWith('ENOENT'));
  };
}
