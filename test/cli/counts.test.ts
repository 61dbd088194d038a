import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BacktestReport, Chart, Stories } from '../../preview';
import { cli as run, type Said } from './terminal';

const folder = mkdtempSync(join(tmpdir(), 'perennial-counts-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const cli = (...args: string[]): Promise<Said> => run(args, { PERENNIAL_HOME: folder });

/** Thirty customers of a shop in columns of its own; every third comes again within a fortnight of the silence. */
const sales = join(folder, 'sales.csv');
const rows = Array.from({ length: 30 }, (_, n) => {
  const again =
    n % 3 === 0 ? [`buyer ${n};1998-04-${String(6 + (n % 14)).padStart(2, '0')};25`] : [];
  return [`buyer ${n};1998-01-05;20`, ...again];
});
writeFileSync(sales, `${['buyer;sold_on;price', ...rows.flat()].join('\n')}\n`);
const columns = ['--customer', 'buyer', '--date', 'sold_on', '--amount', 'price'];
const data = ['--data', sales, ...columns, '--until', '1998-04-28'];

let report: BacktestReport;
beforeAll(async () => {
  const { out } = await cli('backtest', 'win-back', ...data, '--json');
  report = (JSON.parse(out) as { reports: [BacktestReport] }).reports[0];
});

const sum = (all: readonly { readonly runs?: number }[]): number =>
  all.reduce((total, { runs }) => total + (runs ?? Number.NaN), 0);

describe('explore --data', () => {
  test('counts as many as the backtest of the same file has entered', async () => {
    const { code, out } = await cli('explore', 'win-back', ...data, '--json');
    const { stories, bad } = JSON.parse(out) as { stories: [Stories]; bad: unknown[] };
    const [{ stories: told, headcount }] = stories;
    expect({ code, bad }).toEqual({ code: 0, bad: [] });
    expect(headcount).toMatchObject({
      ...{ file: 'sales.csv', entered: report.entries.entered, heldOut: report.entries.heldOut },
      ...{ underWay: report.underWay, untold: {} },
    });
    expect(sum(told) + report.underWay).toBe(report.entries.entered);
    const converted = told.filter(({ end }) => end === 'converted');
    expect(sum(converted)).toBe(report.ends['converted']);
    expect(report.ends['converted']).toBeGreaterThan(3);
    expect(report.entries.entered).toBeGreaterThan(20);
  });

  test('stands beside each story, and says who is in none', async () => {
    const { code, out } = await cli('explore', 'win-back', ...data);
    expect(code).toBe(0);
    expect(out).toMatch(/^1 {2} ?\d+ {2} ?\d+\.\d % {2}orders in week 1 /m);
    expect(out).toMatch(/^2 {2} ?0 {2} *0\.0 % {2}cannot be reached /m);
    const { entered, heldOut } = report.entries;
    expect(out).toContain(`: ${entered} entered and ${heldOut} were held out, of 30 customers\n`);
    expect(out).toContain(`in none of the counts: ${report.underWay} still under way at its end`);
  });

  test('counts for all journeys, each its own', async () => {
    const { code, out } = await cli('explore', ...data, '--json');
    const { stories } = JSON.parse(out) as { stories: Stories[] };
    expect(code).toBe(0);
    const entered = stories.map(({ journey, headcount }) => [journey, headcount?.entered]);
    expect(Object.fromEntries(entered)).toMatchObject({ welcome: 0, 'follow-up': 40 });
  });
});

describe('draw --data', () => {
  test('has the counts in its boxes and on its arrows, and says who is in none', async () => {
    const { code, out, err } = await cli('draw', 'win-back', ...data);
    expect(code).toBe(0);
    expect(out).toContain(`"converted · ${report.ends['converted']}"`);
    expect(err).toContain(`in none of the counts: ${report.underWay} still under way`);
  });

  test('gives them as data', async () => {
    const { out } = await cli('draw', 'win-back', ...data, '--format', 'json');
    const { boxes, headcount } = JSON.parse(out) as Chart;
    expect(sum(boxes.filter(({ kind }) => kind === 'end')) + report.underWay).toBe(
      headcount?.entered,
    );
  });

  test('writes a picture that says of whom they are', async () => {
    const out = join(folder, 'win-back.svg');
    const given = ['--data-format', 'csv', '--out', out];
    expect(await cli('draw', 'win-back', ...data, ...given)).toMatchObject({ code: 0, out: '' });
    expect(readFileSync(out, 'utf8')).toMatch(/>[^<]*sales\.csv, 1998-01-05 to 1998-04-28: /);
  });
});

describe.each(['explore', 'draw'])('%s', (command) => {
  test('fails when lines could not be used, unless they may be', async () => {
    const bad = join(folder, 'bad.csv');
    writeFileSync(bad, 'customer,date,total\nada,1998-01-05,20\nben,1998-02-30,20\n');
    const strict = await cli(command, 'win-back', '--data', bad);
    expect(strict.code).toBe(1);
    expect(strict.err).toContain('1 lines of bad.csv were left out:\n  line 3: not a date');
    expect(strict.out).not.toBe('');
    const lenient = await cli(command, 'win-back', '--data', bad, '--skip-bad');
    expect(lenient.code).toBe(0);
  });

  test.each([
    [['--data', join(folder, 'none.csv')], 'there is no such file'],
    [['--customer', 'buyer'], "'--customer' says how --data is read, and there is none"],
    [['--data', sales], '--customer; its columns are buyer, sold_on, price'],
  ])('%j is a wrong use: 2', async (args, problem) => {
    const { code, out, err } = await cli(command, 'win-back', ...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(problem);
  });
});
