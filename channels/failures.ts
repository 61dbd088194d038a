import type { ChannelAnswer } from './types';

type Failure = Exclude<ChannelAnswer, { status: 'accepted' }>;
/** How far an attempt had come: a connection, the envelope, or the whole message handed over. */
export type SmtpPhase = 'connection' | 'sender' | 'recipient' | 'data' | 'body';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
/** RFC 5321 4.5.4.1: at least 30 minutes between attempts. */
const SOFT = 30 * MINUTE;
const THROTTLED = 5 * MINUTE;
const NETWORK = 5 * SECOND;

const CLASSES = {
  address: { status: 'refused', suppress: true, failure: 'address' },
  message: { status: 'refused', suppress: false, failure: 'message' },
  account: { status: 'refused', suppress: false, failure: 'account' },
  soft: { status: 'later', retryAfterMs: SOFT },
  throttled: { status: 'later', retryAfterMs: THROTTLED, lane: true },
  network: { status: 'later', retryAfterMs: NETWORK },
} as const satisfies Record<string, object>;
export type FailureClass = keyof typeof CLASSES;

const answer = (failure: FailureClass, code: string): Failure => ({ ...CLASSES[failure], code });

const unknown = (code: string, reason: string): Failure => ({ status: 'unknown', code, reason });

/**
 * Enhanced status codes, the first that fits. 5.7.x never suppresses: it speaks of policy and of the
 * sender, and Exchange answers it for good addresses.
 * @see https://www.iana.org/assignments/smtp-enhanced-status-codes
 */
export const ENHANCED: readonly (readonly [RegExp, FailureClass])[] = [
  [/^5\.1\.(1|2|3|6|10)$/, 'address'],
  [/^5\.2\.1$/, 'address'],
  [/^5\.2\.2$/, 'soft'],
  [/^5\.7\.(0|8)$/, 'account'],
  [/^5\.1\.(7|8)$/, 'message'],
  [/^5\.[234567]\./, 'message'],
  [/^4\.2\.[12]$/, 'soft'],
  [/^4\.7\./, 'throttled'],
  [/^4\.4\.5$/, 'throttled'],
  [/^4\.5\.3$/, 'throttled'],
];

const ACCOUNT = new Set([530, 534, 535]);
const ADDRESS_AT_RCPT = new Set([550, 551, 553]);

function byBasicCode(code: number, phase: SmtpPhase): FailureClass {
  if (code === 421) return 'throttled';
  if (code < 500) return 'soft';
  // A refusal before any envelope is of us, not of one message.
  if (ACCOUNT.has(code) || phase === 'connection') return 'account';
  return phase === 'recipient' && ADDRESS_AT_RCPT.has(code) ? 'address' : 'message';
}

/** nodemailer's codes of a failure without a reply. */
const OURS: Readonly<Record<string, FailureClass>> = {
  EAUTH: 'account',
  ENOAUTH: 'account',
  ETLS: 'account',
  ECONFIG: 'account',
  EDNS: 'network',
  ECONNECTION: 'network',
  ETIMEDOUT: 'network',
  ESOCKET: 'network',
  EPROTOCOL: 'network',
  EABORT: 'network',
};

/** A failed attempt by SMTP, as far as it may be judged: no text of the server's. */
export interface SmtpFailure {
  /** The server's reply, whole. */
  readonly reply?: string;
  /** nodemailer's error code. */
  readonly error?: string;
  readonly phase: SmtpPhase;
}

/**
 * By enhanced code, else by basic code and phase; without a reply by what broke. Once the body is
 * handed over, only a reply can say that it was not taken.
 */
export function classifySmtp({ reply, error = 'ESOCKET', phase }: SmtpFailure): Failure {
  const match = /^([45]\d\d)(?:[ -]([45]\.\d{1,3}\.\d{1,3})\b)?/.exec(reply ?? '');
  if (!match) {
    if (phase === 'body') return unknown(error, 'no reply after the whole message');
    return answer(OURS[error] ?? 'message', error);
  }
  const basic = Number(match[1]);
  const enhanced = match[2]?.[0] === match[1]?.[0] ? match[2] : undefined;
  const code = enhanced === undefined ? String(basic) : `${basic} ${enhanced}`;
  // RFC 5321 3.8: 421 announces that the channel closes, whatever else it says.
  const known =
    basic !== 421 && enhanced !== undefined
      ? ENHANCED.find(([form]) => form.test(enhanced))
      : undefined;
  return answer(known?.[1] ?? byBasicCode(basic, phase), code);
}

/** Twilio's codes. What is not listed is a fault of the message, for an operator to see. */
export const TWILIO: Readonly<Record<number, FailureClass>> = {
  21610: 'address',
  21211: 'address',
  21614: 'address',
  21635: 'address',
  30006: 'address',
  30005: 'address',
  21612: 'message',
  30007: 'message',
  21606: 'account',
  21408: 'account',
  30034: 'account',
  20003: 'account',
  20503: 'network',
  30003: 'soft',
  30008: 'soft',
  20429: 'throttled',
  21611: 'throttled',
  30001: 'throttled',
  30036: 'throttled',
  30610: 'soft',
};

/** A failed attempt at Twilio's API. */
export interface TwilioFailure {
  /** HTTP status; left out when no answer came. */
  readonly status?: number;
  readonly code?: number;
  /** The error code of Node or axios. */
  readonly error?: string;
  /** Whether a connection stood, so that the request may have left. */
  readonly connected: boolean;
}

/**
 * 429 is never processed; 503 says that nothing was; any other 5xx may come after the message was
 * taken, so it is unknown, and can be asked about.
 * @see https://www.twilio.com/docs/api/errors/20429
 */
export function classifyTwilio({
  status,
  code,
  error = 'ECONNECTION',
  connected,
}: TwilioFailure): Failure {
  if (status === undefined) {
    return connected ? unknown(error, 'no answer to the request') : answer('network', error);
  }
  const known = code === undefined ? undefined : TWILIO[code];
  const named = String(code ?? `HTTP ${status}`);
  if (known) return answer(known, named);
  if (status === 429) return answer('throttled', named);
  if (status === 401 || status === 403) return answer('account', named);
  if (status === 503) return answer('network', named);
  if (status < 400 || status >= 500)
    return unknown(named, 'the provider did not answer as it should');
  return answer('message', named);
}
