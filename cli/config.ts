import { isIP } from 'node:net';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { PermanentError } from '../engine';

const text = z.string().trim().min(1, 'is empty');
const secret = text.min(16, 'is shorter than 16 characters');
const url = z.url({ protocol: /^https?$/, error: 'is not an http(s) URL' });

/** `2s`, `500ms`: how long a virtual day lasts. */
const dayLength = text.transform((value, context) => {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(value);
  const unit = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }[match?.[2] ?? ''] ?? Number.NaN;
  const ms = Number(match?.[1]) * unit;
  if (ms >= 100 && ms <= 86_400_000) return ms;
  context.addIssue({
    code: 'custom',
    message: "is not a length of time from 100ms to 24h, such as '2s'",
  });
  return z.NEVER;
});

const port = z.coerce
  .number({ error: 'is not a port number' })
  .int('is not a port number')
  .min(1, 'is not a port number')
  .max(65_535, 'is not a port number');

const list = text.transform((value) =>
  value
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean),
);

/** Names that Fastify has for ranges of addresses. */
const RANGES = ['loopback', 'linklocal', 'uniquelocal'];

/** `10.0.0.7`, `10.0.0.0/8`, `uniquelocal`. */
function isProxy(text: string): boolean {
  if (RANGES.includes(text)) return true;
  const [address = '', bits, ...more] = text.split('/');
  const most = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  if (bits === undefined) return most > 0;
  return more.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= most;
}
const proxies = list.refine((all) => all.every(isProxy), {
  error: `holds what is no address, no range such as 10.0.0.0/8, and none of ${RANGES.join(', ')}`,
});
const flag = z.stringbool({
  truthy: ['1', 'true', 'yes', 'on'],
  falsy: ['0', 'false', 'no', 'off', ''],
  error: 'is neither true nor false',
});

const Environment = z.object({
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: 'is not a postgres:// URL' })
    .optional(),
  TEMPORAL_ADDRESS: text
    .regex(/^[^\s/]+:\d+$/, "is not 'host:port', such as localhost:7233")
    .optional(),
  TEMPORAL_NAMESPACE: text.default('default'),
  TEMPORAL_API_KEY: text.optional(),
  TEMPORAL_TLS: flag.optional(),
  PERENNIAL_HOME: text.default('.perennial'),
  PERENNIAL_HOST: text.optional(),
  PERENNIAL_PORT: port.optional(),
  PERENNIAL_DAY: dayLength.optional(),
  PERENNIAL_SECRET: secret.optional(),
  PERENNIAL_WRITE_KEYS: list.optional(),
  PERENNIAL_OPERATOR_KEY: secret.optional(),
  PERENNIAL_PUBLIC_URL: url.optional(),
  PERENNIAL_TRUSTED_PROXIES: proxies.optional(),
  PERENNIAL_URL: url.optional(),
  SMTP_URL: z.url({ protocol: /^smtps?$/, error: 'is not an smtp:// or smtps:// URL' }).optional(),
  MAIL_FROM: text.optional(),
  TWILIO_ACCOUNT_SID: text.regex(/^AC/, "does not begin with 'AC'").optional(),
  TWILIO_AUTH_TOKEN: text.optional(),
  TWILIO_FROM: text.optional(),
  TWILIO_BASE_URL: url.optional(),
  XDG_CACHE_HOME: text.optional(),
  PATH: z.string().default(''),
});

const TWILIO = ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'TWILIO_FROM'] as const;

/** The three go together. */
function twilioProblems(environment: EnvironmentVariables): string[] {
  const missing = TWILIO.filter((name) => environment[name] === undefined);
  if (missing.length === TWILIO.length) return [];
  return missing.map((name) => `${name} is missing: ${TWILIO.join(', ')} go together`);
}

/** What `.env.example` has in the place of each secret. */
const PLACEHOLDER = 'replace-this';

/** A secret that everyone can read is none. */
const placeholderProblems = (environment: EnvironmentVariables): string[] =>
  Object.keys(Environment.shape)
    .filter((name) => environment[name]?.includes(PLACEHOLDER))
    .map((name) => `${name} still holds the placeholder of .env.example: put a value of your own`);

/** All settings, parsed once. Whatever is left out gets its value from the data folder at the first start. */
export interface Config {
  /** Absolute path of the data folder. */
  readonly home: string;
  readonly databaseUrl: string | undefined;
  readonly temporal: {
    readonly address: string | undefined;
    readonly namespace: string;
    readonly apiKey: string | undefined;
    readonly tls: boolean | undefined;
  };
  readonly host: string | undefined;
  readonly port: number | undefined;
  /** How long a virtual day lasts, ms; `undefined`: real time. */
  readonly dayMs: number | undefined;
  readonly secret: string | undefined;
  readonly writeKeys: readonly string[] | undefined;
  readonly operatorKey: string | undefined;
  readonly publicUrl: string | undefined;
  /** Whose X-Forwarded-For is believed: addresses, ranges, names of ranges. */
  readonly trustedProxies: readonly string[] | undefined;
  /** Where the commands find the api, when it is not the one of the data folder. */
  readonly apiUrl: string | undefined;
  readonly smtpUrl: string | undefined;
  /** `Shop <hello@shop.example>`; left out: the catalogue's shop. */
  readonly mailFrom: string | undefined;
  readonly twilio:
    | {
        readonly accountSid: string;
        readonly authToken: string;
        readonly from: string;
        readonly baseUrl: string | undefined;
      }
    | undefined;
  /** Where binaries are kept between data folders. */
  readonly cacheFolder: string;
  /** What child processes get; `PATH` for finding programs. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export type EnvironmentVariables = Readonly<Record<string, string | undefined>>;

/** Read here, and nowhere else. */
export const processEnvironment = (): EnvironmentVariables => process.env;

/** Settings left empty count as left out: compose files and CI write them so. */
const withoutEmpty = (environment: EnvironmentVariables): EnvironmentVariables =>
  Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));

/**
 * @param environment - as of the process
 * @throws PermanentError `CONFIG_INVALID`, with every problem on a line of its own
 */
export function readConfig(environment: EnvironmentVariables): Config {
  const given = withoutEmpty(environment);
  const parsed = Environment.safeParse(given);
  const problems = [
    ...(parsed.error?.issues ?? []).map(({ path, message }) => `${path.join('.')} ${message}`),
    ...twilioProblems(given),
    ...placeholderProblems(given),
  ];
  if (parsed.data && problems.length === 0) return freeze(parsed.data, environment);
  const lines = problems.map((problem) => `\n  ${problem}`);
  throw new PermanentError('CONFIG_INVALID', { problems: lines.join('') });
}

function freeze(env: z.output<typeof Environment>, environment: EnvironmentVariables): Config {
  const { TWILIO_ACCOUNT_SID: sid, TWILIO_AUTH_TOKEN: token, TWILIO_FROM: from } = env;
  return Object.freeze({
    home: resolve(env.PERENNIAL_HOME),
    databaseUrl: env.DATABASE_URL,
    temporal: Object.freeze({
      address: env.TEMPORAL_ADDRESS,
      namespace: env.TEMPORAL_NAMESPACE,
      apiKey: env.TEMPORAL_API_KEY,
      tls: env.TEMPORAL_TLS,
    }),
    host: env.PERENNIAL_HOST,
    port: env.PERENNIAL_PORT,
    dayMs: env.PERENNIAL_DAY,
    secret: env.PERENNIAL_SECRET,
    writeKeys: env.PERENNIAL_WRITE_KEYS && Object.freeze(env.PERENNIAL_WRITE_KEYS),
    operatorKey: env.PERENNIAL_OPERATOR_KEY,
    publicUrl: env.PERENNIAL_PUBLIC_URL,
    trustedProxies: env.PERENNIAL_TRUSTED_PROXIES && Object.freeze(env.PERENNIAL_TRUSTED_PROXIES),
    apiUrl: env.PERENNIAL_URL,
    smtpUrl: env.SMTP_URL,
    mailFrom: env.MAIL_FROM,
    twilio:
      sid && token && from
        ? Object.freeze({ accountSid: sid, authToken: token, from, baseUrl: env.TWILIO_BASE_URL })
        : undefined,
    cacheFolder: join(env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'perennial'),
    environment: Object.freeze({ ...environment }),
  });
}
