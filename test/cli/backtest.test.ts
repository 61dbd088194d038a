import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commands } from '../../cli/commands';
import { runCli } from '../../cli/command';
import type { Terminal } from '../../cli/terminal';
import type { BacktestReport } from '../../preview';
import { Perennial } from './perennial';

const SAMPLE = join(__dirname, '../../examples/cdnow/CDNOW_sample.txt');
const folder = mkdtempSync(join(tmpdir(), 'perennial-backtest-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function backtest(args: readonly string[]) {
  let [out, err] = ['', ''];
  const terminal: Terminal = {
    environment: { PERENNIAL_HOME: folder },
    out: (text) => (out += text),
    err: (text) => (err += text),
    input: () => Promise.resolve(''),
    interactive: false,
    columns: 100,
    browse: () => Promise.resolve(false),
  };
  return { code: await runCli(terminal, ['backtest', ...args], commands), out, err };
}

let files = 0;
function file(name: string, lines: readonly string[]): string {
  const path = join(folder, `${files++}-${name}`);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

interface Told {
  readonly reports: readonly BacktestReport[];
  readonly bad: readonly { line: number; problem: string }[];
  readonly unknown: Record<string, number>;
  readonly duplicates: number;
}

async function told(args: readonly string[]) {
  const { code, out } = await backtest([...args, '--json']);
  const parsed = JSON.parse(out) as Told;
  return { code, ...parsed, report: parsed.reports[0]! };
}

const long = ['--until', '1999-01-01', '--set', 'holdout=0%'];

describe('perennial backtest', () => {
  test('tells of a history in tables, says what is no effect, and writes a page', async () => {
    const html = join(folder, 'report.html');
    const { code, out } = await backtest(['win-back', '--data', SAMPLE, '--html', html]);
    expect(code).toBe(0);
    expect(out).toContain('6,919 events of 2,357 customers, 1997-01-01 to 1998-06-30');
    expect(out).toMatch(/win-back\/we-miss-you +│ [\d,]+/);
    expect(out).toMatch(/1998-06 +│ [\d,]+/);
    expect(out).toContain('Nobody was written to in this history');
    expect(out).toMatch(/5 % held out at 90 days proves a lift of [\d.]+ points or more/);
    const page = readFileSync(html, 'utf8');
    expect(page).toContain('<svg');
    expect(page).toContain('prefers-color-scheme: dark');
    expect(page).toContain('Nobody was written to in this history');
    expect(page).not.toMatch(/<script|https?:|NaN|undefined/);
  });

  test('compares settings', async () => {
    const vary = ['--vary', 'on=60,90,120d', '--set', 'within=30d', '--set', 'reenter=always'];
    const html = join(folder, 'compared.html');
    const { code, out } = await backtest([
      'win-back',
      ...['--data', SAMPLE, '--html', html],
      ...vary,
    ]);
    expect(code).toBe(0);
    const rows = out.split('\n').filter((line) => /^│ (60|90|120) /.test(line));
    expect(rows).toHaveLength(3);
    expect(out).toContain('order anyway within 30 days');
    expect(readFileSync(html, 'utf8')).not.toMatch(/<script|https?:|NaN|undefined/);
  });

  test('is stopped by Ctrl-C, at once and without a report', async () => {
    const run = new Perennial([
      ...['backtest', 'win-back', '--data', SAMPLE, '--vary', 'on=30..88/1d'],
    ]);
    await run.says('reading');
    const { code, out, err } = await run.kill('SIGINT');
    expect({ code, out }).toEqual({ code: 130, out: '' });
    expect(err).toContain('Stopped.');
  });
});

describe('a table', () => {
  test('is read by its usual names, with a field of the event where a column has its name', async () => {
    const data = file('orders.csv', [
      'customer_id,date,total,order_id,note',
      'ada,1998-01-05,20.50,o-1,"two, by ""post"""',
      'ben,1998-01-06T10:30:00+01:00,10,o-2,',
      'cem,19980107,5,o-3,',
    ]);
    const { code, report, bad } = await told(['win-back', '--data', data, ...long]);
    expect({ code, bad }).toEqual({ code: 0, bad: [] });
    expect(report.entries.entered).toBe(3);
    expect(report.history.from).toBe(Date.UTC(1998, 0, 5, 17));
  });

  test('is read by the names given, and by semicolons', async () => {
    const data = file('sales.csv', [
      'wer;wann;was;wieviel',
      'ada;1998-01-05;Order Completed;20',
      'ada;1998-01-09;Order Cancelled;20',
      'ben;1998-01-05;Parcel Lost;20',
    ]);
    const names = ['--customer', 'wer', '--date', 'wann', '--event', 'was', '--amount', 'wieviel'];
    const { code, report, unknown } = await told(['win-back', '--data', data, ...names, ...long]);
    expect({ code, unknown }).toEqual({ code: 0, unknown: { 'Parcel Lost': 1 } });
    expect(report.history).toMatchObject({ events: 2, customers: 1 });
  });

  test.each([
    ['id,date,total', ['--event', 'Order Complted'], "'Order Complted' is no event; did you mean"],
    ['id,date,paid', [], 'line 2: no column says for how much: name it with --amount'],
  ])('a table %s with %j says what is wrong', async (head, flags, problem) => {
    const data = file('orders.csv', [head, 'a,1998-01-01,10']);
    const { code, err } = await backtest(['win-back', '--data', data, ...flags]);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(problem) });
  });

  test('one event of one customer is told as one', async () => {
    const data = file('orders.csv', ['id,date,total', 'a,1998-01-01,10']);
    const { out } = await backtest(['win-back', '--data', data]);
    expect(out).toContain('1 event of 1 customer,');
  });

  test('has each line that cannot be used told by its number, and fails unless that is allowed', async () => {
    const data = file('bad.csv', [
      'customer,date,total',
      'ada,1998-01-05,20',
      'ben,1998-02-30,20',
      ',1998-01-05,20',
      'cem,1998-01-05,much',
      'dan,05/01/1998,20',
      'eve,1998-01-05',
      'fay,1998-01-06,-1',
    ]);
    const { code, bad, report } = await told(['win-back', '--data', data, ...long]);
    expect(code).toBe(1);
    expect(bad.map(({ line }) => line)).toEqual([3, 4, 5, 6, 7, 8]);
    expect(bad.map(({ problem }) => problem)).toEqual([
      expect.stringContaining('not a date'),
      'no customer',
      expect.stringContaining('total'),
      expect.stringContaining('not a date'),
      '2 cells for 3 columns',
      expect.stringContaining('total'),
    ]);
    expect(report.history.events).toBe(1);
    const allowed = await backtest(['win-back', '--data', data, '--skip-bad']);
    expect(allowed.code).toBe(0);
    expect(allowed.err).toContain('6 lines of');
    expect(allowed.err).toContain('  line 3: not a date');
  });
});

test.each([
  ['the shop’s', [], 17, 13],
  ['another', ['--timezone', 'Asia/Karachi'], 7, 4],
])(
  'dates without times are days of %s zone, and times without an offset are its times',
  async (_, flags, noon, nine) => {
    const orders = file('orders.csv', [
      'customer,date,total',
      'ada,1998-01-05,1',
      'ben,1998-07-05 09:00,1',
    ]);
    const { report } = await told(['win-back', '--data', orders, ...flags]);
    expect(report.history).toMatchObject({
      from: Date.UTC(1998, 0, 5, noon),
      until: Date.UTC(1998, 6, 5, nine),
    });
  },
);

test.each([
  ['1998-07-05', Date.UTC(1998, 6, 6, 3, 59, 59, 999)],
  ['1998-07-05T22:30', Date.UTC(1998, 6, 6, 2, 30)],
  ['1998-07-05T22:30Z', Date.UTC(1998, 6, 5, 22, 30)],
])('a history that is complete until %s ends by the clock of the shop', async (day, until) => {
  const orders = file('orders.csv', ['customer,date,total', 'ada,1998-01-05,1']);
  const { report } = await told(['win-back', '--data', orders, '--until', day]);
  expect(report.history.until).toBe(until);
});

test('a table without what an event must have is refused with the first line that says so', async () => {
  const data = file('signed-up.csv', ['customer,date', 'ada,1998-01-05']);
  const { code, err } = await backtest(['welcome', '--data', data, '--event', 'Signed Up']);
  expect(code).toBe(2);
  expect(err).toContain('line 2: does not fit Signed Up: source');
});

describe('lines of JSON', () => {
  const track = (userId: string, timestamp: string, more: object = {}): string =>
    JSON.stringify({
      ...{ type: 'track', userId, event: 'Order Completed', timestamp },
      properties: { order_id: `${userId} ${timestamp}`, total: 20, products: [] },
      ...more,
    });

  test('are messages of the tracking API: events, and what identify says of a customer', async () => {
    const no = { offers: { email: false } };
    const data = file('events.jsonl', [
      track('ada', '1998-01-05T10:00:00Z', { messageId: 'm-1' }),
      track('ada', '1998-01-05T10:00:00Z', { messageId: 'm-1' }),
      JSON.stringify({ type: 'identify', userId: 'ben', traits: { consents: no } }),
      track('ben', '1998-01-05T10:00:00Z'),
      JSON.stringify({ type: 'identify', userId: 'cem', traits: { phone: '+12025550123' } }),
      track('cem', '1998-01-05T10:00:00Z'),
    ]);
    const { code, report, duplicates } = await told(['win-back', '--data', data, ...long]);
    expect({ code, duplicates }).toEqual({ code: 0, duplicates: 1 });
    expect(report.history.events).toBe(3);
    expect(report.messages[0]).toMatchObject({ sent: 1, skipped: { 'no address': 1 } });
    expect(report.ends).toMatchObject({ 'consent withdrawn': 1, unreachable: 1 });
  });

  test('that are none are told by number, and never quoted', async () => {
    const data = file('bad.jsonl', [
      track('ada', '1998-01-05T10:00:00Z'),
      '{"userId": "secret@example.com"',
      track('ben', 'soon'),
      JSON.stringify({ event: 'Order Completed', timestamp: '1998-01-05' }),
      JSON.stringify({ userId: 'cem', event: 'Order Completed' }),
      JSON.stringify({ type: 'alias', userId: 'dan', previousId: 'eve' }),
      track('fay', '1998-01-05', { properties: { order_id: 'o-1' } }),
    ]);
    const { code, err } = await backtest(['win-back', '--data', data]);
    expect(code).toBe(1);
    expect(err).toContain('6 lines of');
    for (const line of [2, 3, 4, 5, 6, 7]) expect(err).toContain(`line ${line}: `);
    expect(err).not.toContain('secret');
  });
});

test('the CDNOW form reports a line that is none', async () => {
  const data = file('cdnow.txt', [
    ' customer_id  date number_of_cds  dollar_value',
    ' 00001 19970101  1   11.77',
    ' 00002 19970112',
    ' 00003 19971301  2   20.76',
  ]);
  const { code, bad } = await told(['win-back', '--data', data]);
  expect(code).toBe(1);
  expect(bad.map(({ line }) => line)).toEqual([3, 4]);
});

describe('a wrong use', () => {
  const none = join(folder, 'none.csv');
  test.each([
    [['win-back'], "required option '--data"],
    [['win-back', '--data', none], 'there is no such file'],
    [['win-back', '--data', SAMPLE, '--set', 'on=60,90d'], 'takes one value'],
    [['win-back', '--data', SAMPLE, '--vary', 'colour=red'], 'names no setting'],
    [['follow-up', '--data', SAMPLE, '--set', 'on=60d'], 'does not begin with inactive()'],
    [['win-back', '--data', SAMPLE, '--assume', 'luck'], 'is no assumption'],
    [['win-back', '--data', SAMPLE, '--alpha', '2'], 'alpha is not between 0 and 1'],
    [['win-back', '--data', SAMPLE, '--format', 'xml'], 'Allowed choices are'],
  ])('%j: 2', async (args, problem) => {
    const { code, err, out } = await backtest(args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(problem);
    expect(err).not.toContain('    at ');
  });

  test('names the columns that a table has, where the one wanted is missing', async () => {
    const data = file('odd.csv', ['wer,wann', 'ada,1998-01-05']);
    const { code, err } = await backtest(['win-back', '--data', data]);
    expect(code).toBe(2);
    expect(err).toContain('--customer; its columns are wer, wann');
  });

  test('a journey that there is not is said so', async () => {
    const { code, err } = await backtest(['winback', '--data', SAMPLE]);
    expect(code).toBe(2);
    expect(err).toContain('workflows/index.ts');
  });
});
