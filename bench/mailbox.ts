import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Told } from './mail-server';

/** A real SMTP server in a process of its own, as a provider is, and when it took each person's first mail. */
export class Mailbox {
  /** Mails taken so far. */
  taken = 0;
  readonly #firsts = new Map<string, number>();
  readonly #waiting = new Map<string, (at: number) => void>();
  #server: ChildProcess | undefined;

  async start(): Promise<string> {
    const server = fork(join(__dirname, 'mail-server.ts'), { execArgv: ['-r', 'tsx/cjs'] });
    this.#server = server;
    const port = await new Promise<number>((resolve, reject) => {
      server.once('exit', (code) =>
        reject(new Error(`the SMTP server ended with ${String(code)}`)),
      );
      server.on('message', (told: Told) => {
        if ('port' in told) resolve(told.port);
        else this.#took(told.taken, told.at - performance.timeOrigin);
      });
    });
    return `smtp://127.0.0.1:${String(port)}`;
  }

  /** When it took the first mail to this address, by `performance.now()`. */
  first(address: string): Promise<number> {
    const at = this.#firsts.get(address);
    if (at !== undefined) return Promise.resolve(at);
    return new Promise((resolve) => this.#waiting.set(address, resolve));
  }

  /** Resolves once it has told of so many mails. */
  async counted(mails: number): Promise<void> {
    while (this.taken < mails && this.#server?.connected) await once(this.#server, 'message');
  }

  async stop(): Promise<void> {
    if (this.#server?.exitCode !== null) return;
    const over = once(this.#server, 'exit');
    this.#server.disconnect();
    await over;
  }

  #took(addresses: readonly string[], at: number): void {
    this.taken++;
    for (const address of addresses) {
      if (this.#firsts.has(address)) continue;
      this.#firsts.set(address, at);
      this.#waiting.get(address)?.(at);
      this.#waiting.delete(address);
    }
  }
}
