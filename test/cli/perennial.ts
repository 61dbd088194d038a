import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

const BIN = join(__dirname, '../../bin/perennial.cjs');

export interface Finished {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** The command, as a person starts it: a process of its own. */
export class Perennial {
  out = '';
  err = '';
  readonly child: ChildProcess;
  readonly done: Promise<Finished>;

  /** @param bin - of another copy of the product */
  constructor(
    args: readonly string[],
    environment: Readonly<Record<string, string>> = {},
    bin: string = BIN,
  ) {
    this.child = spawn(process.execPath, [bin, ...args], {
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...cache(), ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child.stdout?.on('data', (text: Buffer) => (this.out += text.toString()));
    this.child.stderr?.on('data', (text: Buffer) => (this.err += text.toString()));
    this.done = new Promise((resolve) => {
      this.child.once('close', (code) => {
        resolve({ code, out: this.out, err: this.err });
      });
    });
  }

  /** Resolves once the output has the text; rejects when the process ends without. */
  async says(text: string): Promise<void> {
    for (;;) {
      if (this.out.includes(text) || this.err.includes(text)) return;
      if (this.child.exitCode !== null || this.child.signalCode !== null) {
        throw new Error(`It ended without saying ${text}:\n${this.out}${this.err}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  kill(signal: NodeJS.Signals): Promise<Finished> {
    this.child.kill(signal);
    return this.done;
  }
}

const cache = (): Record<string, string> => {
  const folder = process.env['XDG_CACHE_HOME'];
  return folder === undefined ? {} : { XDG_CACHE_HOME: folder };
};

export const perennial = (
  args: readonly string[],
  environment?: Readonly<Record<string, string>>,
): Promise<Finished> => new Perennial(args, environment).done;
