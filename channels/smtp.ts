import { createTransport } from 'nodemailer';
import { hasControl, parseEmail, parseSender } from './address';
import { openDeadline, type Deadline } from './deadline';
import { classifySmtp, type SmtpPhase } from './failures';
import type { ChannelAnswer, ChannelPort, OutgoingMessage } from './types';

export interface SmtpOptions {
  /** `smtp://user:password@host:587`, or `smtps://` for TLS from the start. */
  readonly url: string;
  /** `hello@shop.example` or `Shop <hello@shop.example>`. */
  readonly from: string;
  /** Connections held at most. Each takes one message at a time. */
  readonly connections?: number;
  /** Milliseconds: to connect, to be greeted, and between two signs of life. */
  readonly connectionTimeout?: number;
  readonly greetingTimeout?: number;
  readonly socketTimeout?: number;
}

const TIMEOUTS = { connectionTimeout: 5000, greetingTimeout: 5000, socketTimeout: 15_000 };

/** Providers that keep a key for us, so that a message handed over twice is delivered once. */
const KEY_HEADERS: Readonly<Record<string, string>> = {
  'smtp.resend.com': 'Resend-Idempotency-Key',
};

const PHASES: Readonly<Record<string, SmtpPhase>> = {
  'MAIL FROM': 'sender',
  'RCPT TO': 'recipient',
  DATA: 'data',
};

interface Attempt {
  readonly deadline: Deadline;
  /** Every byte of the message has been read by the connection: only a reply can tell more. */
  handedOver: boolean;
}

const refused = (code: string, failure: 'address' | 'message'): ChannelAnswer => ({
  status: 'refused',
  code,
  suppress: failure === 'address',
  failure,
});

function judge(error: unknown, attempt: Attempt): ChannelAnswer {
  const { code, command, response } = error as {
    code?: unknown;
    command?: unknown;
    response?: unknown;
  };
  return classifySmtp({
    ...(typeof response === 'string' && { reply: response }),
    error: typeof code === 'string' ? code : 'EUNKNOWN',
    phase: attempt.handedOver ? 'body' : (PHASES[String(command)] ?? 'connection'),
  });
}

function createPool({ url, connections = 5, ...timeouts }: SmtpOptions) {
  const pool = createTransport({
    pool: true,
    url,
    maxConnections: connections,
    // A message whose connection was lost is the ledger's to judge, never sent again in silence.
    maxRequeues: 0,
    // Closing destroys: past its deadline an attempt must not go on in a buffer.
    socketCloseTimeout: 0,
    ...TIMEOUTS,
    ...timeouts,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  pool.use('stream', (mail, done) => {
    const { attempt } = mail.data as { attempt?: Attempt };
    mail.message.processFunc((stream) => {
      stream.once('end', () => {
        if (attempt) attempt.handedOver = true;
      });
      const pipe = stream.pipe.bind(stream);
      // The server waits for the body: what is past its deadline keeps it to itself.
      const unlessOver: typeof pipe = (to, how) =>
        attempt?.deadline.isOver() === true ? to : pipe(to, how);
      // The pool hides the reply of a connection used before, a 421 among them, where it believes
      // that a requeue is safe. We want to know, and never requeue.
      Object.defineProperty(stream, 'readableDidRead', { value: true });
      return Object.assign(stream, { pipe: unlessOver });
    });
    done();
  });
  return pool;
}

/**
 * Email through an SMTP server. Each call of `send` is one attempt over one connection of a pool.
 * @throws PermanentError `SENDER_INVALID`
 */
export function createSmtpChannel(options: SmtpOptions): ChannelPort {
  const sender = parseSender(options.from);
  const keyHeader = KEY_HEADERS[new URL(options.url).hostname];
  const pool = createPool(options);
  const underWay = new Set<Promise<ChannelAnswer>>();

  async function attemptOnce(message: OutgoingMessage): Promise<ChannelAnswer> {
    const to = parseEmail(message.to);
    if (to === undefined) return refused('ADDRESS_INVALID', 'address');
    const from = message.from === undefined ? sender : parseSender(message.from);
    const headers = { ...message.headers, ...(keyHeader && { [keyHeader]: message.id }) };
    const texts = [message.id, message.subject ?? '', ...Object.entries(headers).flat()];
    if (texts.some(hasControl)) return refused('HEADER_INVALID', 'message');
    const deadline = openDeadline(message.deadline);
    const attempt: Attempt = { deadline, handedOver: false };
    if (deadline.isOver()) return judge({ code: 'EABORT' }, attempt);
    const mail = {
      messageId: `<${message.id}@${from.address.slice(from.address.lastIndexOf('@') + 1)}>`,
      envelope: { from: from.address, to: [to] },
      from,
      to: { name: '', address: to },
      subject: message.subject ?? '',
      text: message.text,
      ...(message.html !== undefined && { html: message.html }),
      headers,
      disableFileAccess: true,
      disableUrlAccess: true,
      signal: deadline.signal,
      attempt,
    };
    try {
      const taken = await pool.sendMail(mail);
      return { status: 'accepted', providerId: taken.serverMessageId ?? taken.messageId };
    } catch (error) {
      return judge(error, attempt);
    } finally {
      deadline.clear();
    }
  }

  return {
    name: 'smtp',
    channel: 'email',
    send(message) {
      const sending = attemptOnce(message);
      underWay.add(sending);
      const over = () => underWay.delete(sending);
      sending.then(over, over);
      return sending;
    },
    async close() {
      await Promise.allSettled(underWay);
      pool.close();
    },
  };
}
