import { resolve } from 'node:path';
import { readConfig } from '../../cli/config';

const problems = (environment: Record<string, string>): string => {
  try {
    readConfig(environment);
  } catch (error) {
    return (error as Error).message;
  }
  return '';
};

test('with nothing set, everything has a value that runs on a laptop', () => {
  const config = readConfig({});
  expect(config).toMatchObject({
    home: resolve('.perennial'),
    temporal: { namespace: 'default' },
  });
  expect(config.dayMs).toBeUndefined();
  expect(config.twilio).toBeUndefined();
});

test('what is set empty counts as left out', () => {
  expect(readConfig({ DATABASE_URL: '', PERENNIAL_PORT: '' })).toMatchObject({
    databaseUrl: undefined,
    port: undefined,
  });
});

test.each([
  ['2s', 2_000],
  ['500ms', 500],
  ['1.5m', 90_000],
  ['24h', 86_400_000],
])('a day of %s lasts %i ms', (text, ms) => {
  expect(readConfig({ PERENNIAL_DAY: text }).dayMs).toBe(ms);
});

test('all problems come together, each with its name', () => {
  const message = problems({
    PERENNIAL_DAY: 'quick',
    PERENNIAL_PORT: '99999',
    DATABASE_URL: 'mysql://x',
    TWILIO_FROM: '+15005550006',
  });
  for (const name of ['PERENNIAL_DAY', 'PERENNIAL_PORT', 'DATABASE_URL']) {
    expect(message).toContain(`\n  ${name} is`);
  }
  expect(message).toContain('\n  TWILIO_ACCOUNT_SID is missing');
  expect(message).toContain('\n  TWILIO_AUTH_TOKEN is missing');
});

test('a secret is never quoted in a problem', () => {
  const message = problems({ PERENNIAL_SECRET: 'hunter2' });
  expect(message).toContain('PERENNIAL_SECRET');
  expect(message).not.toContain('hunter2');
});

test('the settings are frozen, the inner ones too', () => {
  const config = readConfig({ PERENNIAL_WRITE_KEYS: 'one, two' });
  expect(config.writeKeys).toEqual(['one', 'two']);
  expect(() => Object.assign(config, { home: 'x' })).toThrow();
  expect(() => Object.assign(config.temporal, { namespace: 'x' })).toThrow();
});

test.each(['DATABASE_URL', 'PERENNIAL_SECRET', 'PERENNIAL_WRITE_KEYS', 'PERENNIAL_OPERATOR_KEY'])(
  '%s is refused while it holds a placeholder of .env.example',
  (name) => {
    const value = 'postgres://shop:replace-this-with-a-password@db/shop';
    expect(problems({ [name]: value })).toContain(`\n  ${name} still holds the placeholder`);
  },
);

test.each(['10.0.0.7', '10.0.0.0/8, fd00::/8', 'uniquelocal,203.0.113.9'])(
  'proxies may be %s',
  (text) => {
    const { trustedProxies } = readConfig({ PERENNIAL_TRUSTED_PROXIES: text });
    expect(trustedProxies).toEqual(text.split(/, ?/));
  },
);

test.each(['true', '10.0.0.0/33', '10.0.0.0/', '10.0.0.0/8/8', 'fd00::/129', 'proxy.example'])(
  'proxies may not be %s',
  (text) => {
    expect(problems({ PERENNIAL_TRUSTED_PROXIES: text })).toContain(
      '\n  PERENNIAL_TRUSTED_PROXIES holds what is no address',
    );
  },
);
