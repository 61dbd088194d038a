import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { PermanentError } from '../engine';
import { unlessAborted } from './aborted';
import { readJson, removeFile, writeJson } from './home';

/** A process that we started, or found again after a kill. */
export interface Child {
  readonly name: string;
  readonly pid: number;
  readonly alive: () => boolean;
  /** The last that it told us over its channel. */
  readonly told: () => unknown;
  /** SIGTERM, and SIGKILL after `graceMs`. Returns when it is gone. */
  stop(graceMs?: number): Promise<void>;
}

/** What the pid file of a child says. `mark`: a text of its command line that no other process has. */
export interface PidFile {
  readonly pid: number;
  readonly mark: string;
  readonly ports: Readonly<Record<string, number>>;
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return !isZombie(pid);
}

/** Killed, and not yet reaped by its parent: it holds nothing any more. */
function isZombie(pid: number): boolean {
  const stat = `/proc/${String(pid)}/stat`;
  if (!existsSync(stat)) return false;
  try {
    return /\) Z /.test(readFileSync(stat, 'utf8'));
  } catch {
    return true;
  }
}

/** As `ps` or the kernel tells it; empty when neither does. */
export function commandLine(pid: number): string {
  const proc = `/proc/${String(pid)}/cmdline`;
  try {
    if (existsSync(proc)) return readFileSync(proc, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
  return spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout ?? '';
}

/** The child of an earlier start that still lives, known as ours by its pid and its command line. */
export function findLeft(pidFile: string): PidFile | undefined {
  const left = readJson<PidFile>(pidFile);
  if (!left) return undefined;
  if (isAlive(left.pid) && commandLine(left.pid).includes(left.mark)) return left;
  removeFile(pidFile);
  return undefined;
}

export interface ChildSpec {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly log: string;
  readonly pidFile: string;
  readonly mark: string;
  readonly ports: Readonly<Record<string, number>>;
  /** Sent to it over a channel, by whose end it notices that we are gone. Left out: there is no channel. */
  readonly message?: object;
}

/**
 * Starts a child in a process group of its own: a Ctrl-C in the terminal reaches us alone, and we stop what we started in order.
 */
export function startChild(spec: ChildSpec): Child {
  const log = openSync(spec.log, 'a', 0o600);
  const child = spawn(spec.command, [...spec.args], {
    detached: true,
    env: spec.environment,
    stdio: spec.message ? ['ignore', log, log, 'ipc'] : ['ignore', log, log],
  });
  closeSync(log);
  // Without a listener, a command that cannot run would throw from nowhere; `untilReady` reports it.
  child.on('error', () => undefined);
  child.unref();
  let told: unknown;
  child.on('message', (message) => {
    told = message;
  });
  if (spec.message) child.send(spec.message);
  child.channel?.unref();
  if (child.pid === undefined) {
    throw new PermanentError('CHILD_DIED', {
      name: spec.name,
      log: spec.log,
      tail: `\n  ${spec.command} cannot be run`,
    });
  }
  const { pid } = child;
  writeJson(spec.pidFile, { pid, mark: spec.mark, ports: spec.ports } satisfies PidFile);
  const exited = exitOf(child);
  return {
    name: spec.name,
    pid,
    // Another of our handles may have seen it gone before the event of its end came.
    alive: () => child.exitCode === null && child.signalCode === null && isAlive(pid),
    told: () => told,
    stop: (graceMs = 5_000) => stopPid(pid, spec.pidFile, graceMs, exited),
  };
}

export function adopt(name: string, left: PidFile, pidFile: string): Child {
  return {
    name,
    pid: left.pid,
    alive: () => isAlive(left.pid),
    told: () => undefined,
    stop: (graceMs = 5_000) => stopPid(left.pid, pidFile, graceMs),
  };
}

const exitOf = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    child.once('exit', () => {
      resolve();
    });
  });

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function untilGone(pid: number, ms: number, exited?: Promise<void>): Promise<boolean> {
  const deadline = Date.now() + ms;
  while (isAlive(pid) && Date.now() < deadline) {
    await Promise.race([pause(50), ...(exited ? [exited] : [])]);
  }
  return !isAlive(pid);
}

async function stopPid(
  pid: number,
  pidFile: string,
  graceMs: number,
  exited?: Promise<void>,
): Promise<void> {
  for (const [signal, ms] of [
    ['SIGTERM', graceMs],
    ['SIGKILL', 5_000],
  ] as const) {
    try {
      process.kill(pid, signal);
    } catch {
      break;
    }
    if (await untilGone(pid, ms, exited)) break;
  }
  removeFile(pidFile);
}

/**
 * Waits until `probe` is true.
 * @throws PermanentError `CHILD_DIED` with the end of its log, when it ends first or `ms` have passed; the signal's reason once that is aborted
 */
export async function untilReady(
  child: Child,
  log: string,
  probe: () => Promise<boolean>,
  ms: number,
  signal: AbortSignal,
): Promise<void> {
  const deadline = Date.now() + ms;
  while (child.alive() && Date.now() < deadline) {
    if (await unlessAborted(probe(), signal)) return;
    await pause(50);
  }
  const lines = existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n').slice(-8) : [];
  throw new PermanentError('CHILD_DIED', {
    name: child.name,
    log,
    tail: lines.map((line) => `\n  ${line.slice(0, 300)}`).join('') || '\n  (empty)',
  });
}
