import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a kill takes: every process of the product, or all but the Temporal server. */
export type Kill = 'whole group' | 'all but Temporal';

const ROOT = join(__dirname, '../../..');

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const stat = `/proc/${String(pid)}/stat`;
  return !existsSync(stat) || !/\) Z /.test(readFileSync(stat, 'utf8'));
}

/** `perennial up` as a user starts it, in a data folder of its own. */
export class Product {
  #up: ChildProcess | undefined;

  constructor(
    readonly home: string,
    readonly port: number,
    readonly day: string,
  ) {}

  get api(): string {
    return `http://127.0.0.1:${String(this.port)}`;
  }

  secrets(): { writeKey: string; operatorKey: string } {
    return JSON.parse(readFileSync(join(this.home, 'secrets.json'), 'utf8')) as never;
  }

  /** @returns real ms until it was ready */
  async start(): Promise<number> {
    const began = Date.now();
    const log = openSync(join(this.home, 'up.log'), 'a');
    const up = spawn(process.execPath, [join(ROOT, 'bin/perennial.cjs'), 'up'], {
      cwd: ROOT,
      stdio: ['ignore', log, log],
      detached: true,
      env: {
        ...process.env,
        PERENNIAL_HOME: this.home,
        PERENNIAL_PORT: String(this.port),
        PERENNIAL_DAY: this.day,
      },
    });
    this.#up = up;
    for (;;) {
      if (up.exitCode !== null) throw new Error(`up ended with ${String(up.exitCode)}`);
      if (await this.ready()) return Date.now() - began;
      if (Date.now() - began > 120_000) throw new Error('up was not ready within two minutes');
      await pause(100);
    }
  }

  async ready(): Promise<boolean> {
    try {
      return (await fetch(`${this.api}/ready`)).ok;
    } catch {
      return false;
    }
  }

  /** SIGKILL, to all at the same moment. Returns once they are gone. */
  async kill(kind: Kill): Promise<void> {
    const children = kind === 'whole group' ? ['receivers', 'temporal'] : ['receivers'];
    const pids = children.flatMap((name) => {
      const path = join(this.home, `${name}.pid.json`);
      return existsSync(path)
        ? [(JSON.parse(readFileSync(path, 'utf8')) as { pid: number }).pid]
        : [];
    });
    if (this.#up?.pid !== undefined) pids.unshift(this.#up.pid);
    for (const pid of pids) if (alive(pid)) process.kill(pid, 'SIGKILL');
    while (pids.some(alive)) await pause(10);
  }

  /** As Ctrl-C does. */
  async stop(): Promise<void> {
    const up = this.#up;
    if (up?.pid === undefined) return;
    up.kill('SIGTERM');
    while (alive(up.pid)) await pause(50);
  }
}
