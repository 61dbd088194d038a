import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { version } from '../../package.json';
import { Perennial } from './perennial';
import { cli as run, type Said } from './terminal';

const folder = mkdtempSync(join(tmpdir(), 'perennial-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const cli = (
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  input?: string,
): Promise<Said> =>
  run(args, { PERENNIAL_HOME: mkdtempSync(join(folder, 'home-')), ...environment }, input);

const names =
  'up demo runs run end restart pause resume skip retry journeys erase suppress lift answers audit new explore check draw diff backtest api worker receivers';

test('--help lists every command', async () => {
  const { code, out } = await cli(['--help']);
  expect(code).toBe(0);
  for (const name of names.split(' ')) expect(out).toMatch(new RegExp(`^  ${name}\\b`, 'm'));
});

test('--version is that of the package', async () => {
  const { code, out } = await cli(['--version']);
  expect({ code, out }).toEqual({ code: 0, out: `${version}\n` });
});

test.each(names.split(' '))('%s --help says what it does', async (name) => {
  const { code, out } = await cli([name, '--help']);
  expect(code).toBe(0);
  expect(out).toContain(`Usage: perennial ${name}`);
});

test.each([
  [['dance'], 'unknown command'],
  [['run'], "missing required argument 'id'"],
  [['runs', '--limit', '0'], 'not a whole number from 1'],
  [['demo', '--day', 'soon'], 'not a length of time'],
  [['demo', '--customers', '99999'], 'not a whole number from 1 to 2357'],
  [['demo', '--all', '--days', '9'], "'--all' cannot be used with option '--days <n>'"],
  [['demo', '--keep', '--fresh'], "'--fresh' cannot be used with option '--keep'"],
  [['runs', '--colour'], 'unknown option'],
  [['suppress', 'pigeon', 'a@b.example'], 'Allowed choices are email, sms'],
  [['erase', '-'], 'standard input'],
])('%j is a wrong use: 2', async (args, problem) => {
  const { code, err } = await cli(args);
  expect(code).toBe(2);
  expect(err).toContain(problem);
});

test('settings that do not hold together are a wrong use too', async () => {
  const { code, err } = await cli(['runs'], { PERENNIAL_DAY: 'soon', PERENNIAL_PORT: 'x' });
  expect(code).toBe(2);
  expect(err).toMatch(/PERENNIAL_PORT[^]*PERENNIAL_DAY|PERENNIAL_DAY[^]*PERENNIAL_PORT/);
});

test('an api that does not answer is said so, with the way out', async () => {
  const { code, err } = await cli(['runs'], {
    PERENNIAL_URL: 'http://127.0.0.1:9',
    PERENNIAL_OPERATOR_KEY: 'a-key-of-an-operator',
  });
  expect(code).toBe(1);
  expect(err).toContain('http://127.0.0.1:9');
  expect(err).toContain('perennial up');
});

test('without a key the commands say where one comes from', async () => {
  const { code, err } = await cli(['runs']);
  expect(code).toBe(1);
  expect(err).toContain('PERENNIAL_OPERATOR_KEY');
});

test.each(['api', 'worker'])('%s names the settings it misses, all at once', async (name) => {
  const { code, err } = await cli([name]);
  expect(code).toBe(2);
  for (const setting of ['DATABASE_URL', 'TEMPORAL_ADDRESS', 'PERENNIAL_SECRET']) {
    expect(err).toContain(`${setting} is missing`);
  }
});

describe('audit --from', () => {
  const logs = {
    accepted: ['m1'],
    events: [],
    enrollments: [],
    messages: [],
    received: [],
    journeys: [],
    since: 0,
    resent: [],
  };
  const file = (text: string): string => {
    const path = join(mkdtempSync(join(tmpdir(), 'perennial-logs-')), 'logs.json');
    writeFileSync(path, text);
    return path;
  };

  test('finds nothing in logs that hold together: 0', async () => {
    const { code, out } = await cli([
      'audit',
      '--from',
      file(JSON.stringify({ ...logs, accepted: [] })),
    ]);
    expect(code).toBe(0);
    expect(out).toContain('Nothing differs.');
  });

  test('names what differs: 1', async () => {
    const { code, out } = await cli(['audit', '--json', '--from', file(JSON.stringify(logs))]);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      problems: [{ kind: 'accepted event lost', what: 'm1' }],
    });
  });

  test.each(['{"accepted": 1}', 'not JSON'])('refuses %j with one sentence: 2', async (text) => {
    const { code, err } = await cli(['audit', '--from', file(text)]);
    expect(code).toBe(2);
    expect(err).toContain('logs.json');
    expect(err).not.toContain('    at ');
  });
});

test('who reads may stop in the middle', async () => {
  const told = new Perennial(['explore', '--paths', '--json']);
  told.child.stdout?.once('data', () => told.child.stdout?.destroy());
  expect(await told.done).toMatchObject({ code: 0, err: '' });
});
