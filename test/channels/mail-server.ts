import { once } from 'node:events';
import net, { type AddressInfo, type Socket } from 'node:net';
import { SMTPServer } from 'smtp-server';
import type { OutgoingMessage } from '../../channels';

/** A refusal as a server words it: basic code, and the text behind it, with its enhanced code. */
export interface Refusal {
  readonly at: 'sender' | 'recipient' | 'body';
  readonly code: number;
  readonly text: string;
}

export interface Received {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: string;
}

const refuse = (refusal: Refusal): Error =>
  Object.assign(new Error(refusal.text), { responseCode: refusal.code });

/** A real SMTP server that takes mail, or refuses it as it is told to. */
export async function startMailServer({ authRequired = false } = {}) {
  const received: Received[] = [];
  let refusal: Refusal | undefined;
  const at = (phase: Refusal['at'], done: (error?: Error) => void) =>
    done(refusal?.at === phase ? refuse(refusal) : undefined);
  const server = new SMTPServer({
    authOptional: !authRequired,
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth: (auth, _session, done) =>
      auth.password === 'right'
        ? done(null, { user: auth.username })
        : done(Object.assign(new Error('5.7.8 no'), { responseCode: 535 })),
    onMailFrom: (_address, _session, done) => at('sender', done),
    onRcptTo: (_address, _session, done) => at('recipient', done),
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        if (refusal?.at === 'body') return done(refuse(refusal));
        const { mailFrom, rcptTo } = session.envelope;
        received.push({
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map(({ address }) => address),
          raw: Buffer.concat(chunks).toString('utf8'),
        });
        return done();
      });
    },
  });
  server.on('error', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    port,
    received,
    refuse: (next: Refusal | undefined) => (refusal = next),
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

/** What a broken server does once it has come so far. */
export type Breakage = (socket: Socket) => void;
export type Stage =
  'connect' | 'EHLO' | 'MAIL' | 'RCPT' | 'DATA' | 'middle of body' | 'end of body';

const REPLIES: Partial<Record<Stage, string>> = {
  EHLO: '250 there',
  MAIL: '250 sender',
  RCPT: '250 recipient',
  DATA: '354 go on',
  'end of body': '250 taken',
};

/** A server at the level of the socket, that breaks at one stage: drops, resets, falls silent. */
export async function startBrokenServer(stage: Stage, breakage: Breakage) {
  const sockets = new Set<Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    let body = false;
    let text = '';
    const reach = (reached: Stage) => {
      if (reached === stage) breakage(socket);
      else if (REPLIES[reached] !== undefined) socket.write(`${REPLIES[reached]}\r\n`);
    };
    if (stage === 'connect') return breakage(socket);
    socket.write('220 ready\r\n');
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      if (body) {
        if (stage === 'middle of body' && text.length > 100) return breakage(socket);
        if (text.endsWith('\r\n.\r\n')) {
          body = false;
          text = '';
          reach('end of body');
        }
        return;
      }
      for (let line; !body && (line = /^(.*)\r\n/.exec(text)); text = text.slice(line[0].length)) {
        const verb = line[1]?.slice(0, 4).toUpperCase() ?? '';
        if (verb === 'DATA') body = true;
        if (['EHLO', 'MAIL', 'RCPT', 'DATA'].includes(verb)) reach(verb as Stage);
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    open: () => sockets.size,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

let made = 0;
/** A message with a text long enough to be cut in the middle. */
export const message = (changes: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  id: `message-${++made}`,
  channel: 'email',
  to: 'ana@example.com',
  subject: 'Hello',
  text: 'Hello Ana',
  html: '<p>Hello Ana</p>',
  deadline: new Date(Date.now() + 10_000),
  ...changes,
});
