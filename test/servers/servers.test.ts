import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { serversFor } from './needs';

const TESTS = join(__dirname, '..');
const suitesOf = (room: string): string[] =>
  readdirSync(join(TESTS, room))
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => join(TESTS, room, file));

describe('the servers of a run', () => {
  it('are none for pure suites, and those that a room names for the others', () => {
    expect([...serversFor(suitesOf('gate'), TESTS)]).toEqual([]);
    expect([...serversFor(suitesOf('store'), TESTS)]).toEqual(['postgres']);
    expect([...serversFor([...suitesOf('gate'), ...suitesOf('worker')], TESTS)]).toEqual([
      'postgres',
      'temporal',
    ]);
  });
});

/** What the reporter says of one suite, in a process of its own as Jest has it. */
function report(suite: object, env: Record<string, string>) {
  const script = `
    const Report = require('./report.cjs');
    const report = new Report();
    report.onRunComplete(new Set(), { testResults: [${JSON.stringify(suite)}] });
    console.log('the summary');
    process.exitCode = report.getLastError() ? 1 : 0;`;
  const { stdout, stderr, status } = spawnSync(process.execPath, ['-e', script], {
    cwd: __dirname,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], ...env },
  });
  return { stdout, last: stderr.trim(), status };
}

describe('a suite that could not run', () => {
  const left = { testFilePath: '/somewhere/test/store/due.test.ts', numPendingTests: 3 };
  const skipped = { PERENNIAL_TEST_SKIPPED: JSON.stringify({ postgres: 'no pg_config' }) };

  it('is named after everything else, with the reason', () => {
    expect(report(left, skipped)).toEqual({
      stdout: 'the summary\n',
      last: 'Not run, or not whole (no postgres: no pg_config): test/store/due.test.ts',
      status: 0,
    });
  });

  it('fails the run on CI', () => {
    expect(report(left, { ...skipped, CI: 'true' }).status).toBe(1);
  });

  it('is not named when it ran whole', () => {
    const whole = { ...left, numPendingTests: 0 };
    expect(report(whole, { CI: 'true' })).toMatchObject({ last: '', status: 0 });
  });
});
