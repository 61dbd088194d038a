import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerDataStream } from 'smtp-server';

/** A mail as the server took it. */
export interface Mail {
  readonly to: string;
  /** Message-ID without its brackets and domain. */
  readonly id: string;
  readonly raw: string;
}

interface Reply extends Error {
  responseCode: number;
}
const refusal = (responseCode: number, message: string): Reply =>
  Object.assign(new Error(message), { responseCode });

/** A real SMTP server on a port of its own, whose answers a test chooses. */
export class MailServer {
  readonly mails: Mail[] = [];
  /** Answer to RCPT: `undefined` takes it. */
  refuseRecipient: { code: number; text: string } | undefined;
  /** Answer to the message: `undefined` takes it. */
  refuseMessage: { code: number; text: string } | undefined;
  /** Called once a message is whole, before it is taken. */
  beforeAccept: () => Promise<void> = () => Promise.resolve();
  readonly #server: SMTPServer;

  constructor() {
    this.#server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      closeTimeout: 100,
      onRcptTo: (_address, _session, done) => {
        const { refuseRecipient: no } = this;
        done(no && refusal(no.code, no.text));
      },
      onData: (stream, session, done) => {
        const to = session.envelope.rcptTo.map(({ address }) => address).join();
        this.#take(stream, to).then(() => done(), done);
      },
    });
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const { port } = this.#server.server.address() as AddressInfo;
    return `smtp://127.0.0.1:${port}`;
  }

  to(address: string): Mail[] {
    return this.mails.filter(({ to }) => to === address);
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  async #take(stream: SMTPServerDataStream, to: string): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    await this.beforeAccept();
    const { refuseMessage: no } = this;
    if (no) throw refusal(no.code, no.text);
    const raw = Buffer.concat(chunks).toString();
    const id = /^Message-ID: <([^@]+)@/im.exec(raw)?.[1] ?? '';
    this.mails.push({ to, id, raw });
  }
}
