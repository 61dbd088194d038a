import type { AddressInfo, Socket } from 'node:net';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { HOST } from '../ports';
import type { Behaviours } from './behaviour';
import type { Journal, ReceivedEmail } from './journal';

export interface Receiver {
  readonly port: number;
  close(): Promise<void>;
}

type Answer = (error?: Error | null, message?: string) => void;

/** A message is answered for only once it is on the disk. */
export async function startSmtp(
  port: number,
  journal: Journal,
  behaviours: Behaviours,
): Promise<Receiver> {
  const sockets = new Map<number, Socket>();
  const server = new SMTPServer({
    name: 'receiver.perennial.invalid',
    banner: 'Perennial receiver',
    disabledCommands: ['AUTH', 'STARTTLS'],
    authOptional: true,
    disableReverseLookup: true,
    hideENHANCEDSTATUSCODES: false,
    closeTimeout: 200,
    onMailFrom: (_address, _session, answer) => {
      if (behaviours.email !== 'hang') answer();
    },
    onRcptTo: (_address, _session, answer) => {
      if (behaviours.email === 'refuse') answer(reply(550, '5.1.1 No such mailbox'));
      else if (behaviours.email === 'later') answer(reply(451, '4.3.0 Try again later'));
      else answer();
    },
    onData: (stream, session, answer) => {
      const cut = (): void => {
        sockets.get(session.remotePort)?.destroy();
      };
      take(stream, session, journal, behaviours, cut, answer).catch(() => {
        answer(reply(451, '4.3.0 The message could not be kept'));
      });
    },
  });
  server.server.on('connection', (socket: Socket) => {
    const from = socket.remotePort ?? 0;
    sockets.set(from, socket);
    socket.once('close', () => sockets.delete(from));
  });
  // A client that goes away in the middle is no event here.
  server.on('error', () => undefined);
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(port, HOST, () => {
      resolve();
    });
  });
  return {
    port: (server.server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
      }),
  };
}

async function take(
  stream: SMTPServerDataStream,
  session: SMTPServerSession,
  journal: Journal,
  behaviours: Behaviours,
  cut: () => void,
  answer: Answer,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  const behaviour = behaviours.email;
  if (behaviour === 'hang-after') return;
  if (behaviour === 'drop') {
    cut();
    return;
  }
  const records = emails(Buffer.concat(chunks), session);
  for (const record of records) await journal.append(record);
  if (behaviour === 'keep-and-drop') cut();
  else answer(null, `2.0.0 Kept ${records[0]?.id ?? ''}`);
}

/** One for each recipient of the envelope. */
function emails(raw: Buffer, session: SMTPServerSession): ReceivedEmail[] {
  const { mailFrom, rcptTo } = session.envelope;
  return rcptTo.map(({ address }) => ({
    kind: 'email',
    id: messageId(raw),
    at: new Date().toISOString(),
    from: mailFrom ? mailFrom.address : '',
    to: address,
    raw: raw.toString('base64'),
  }));
}

/** From the header, folded or not. */
function messageId(raw: Buffer): string {
  const end = raw.indexOf('\r\n\r\n');
  const head = raw.subarray(0, end < 0 ? raw.length : end).toString('latin1');
  return /^message-id:\s*<([^>]*)>/im.exec(head)?.[1] ?? '';
}

const reply = (responseCode: number, message: string): Error =>
  Object.assign(new Error(message), { responseCode });
