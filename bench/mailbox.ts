import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** A real SMTP server that notes when it took a person's first mail. */
export class Mailbox {
  /** Mails taken so far. */
  taken = 0;
  readonly #firsts = new Map<string, number>();
  readonly #waiting = new Map<string, (at: number) => void>();
  readonly #server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    closeTimeout: 100,
    onData: (stream, session, done) => {
      stream.resume();
      stream.once('end', () => {
        this.taken++;
        for (const { address } of session.envelope.rcptTo) this.#took(address);
        done();
      });
    },
  });

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const { port } = this.#server.server.address() as AddressInfo;
    return `smtp://127.0.0.1:${String(port)}`;
  }

  /** When it took the first mail to this address, by `performance.now()`. */
  first(address: string): Promise<number> {
    const at = this.#firsts.get(address);
    if (at !== undefined) return Promise.resolve(at);
    return new Promise((resolve) => this.#waiting.set(address, resolve));
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #took(address: string): void {
    if (this.#firsts.has(address)) return;
    const at = performance.now();
    this.#firsts.set(address, at);
    this.#waiting.get(address)?.(at);
    this.#waiting.delete(address);
  }
}
