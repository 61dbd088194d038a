import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ERRORS } from '../../engine';
import { unsolved, withErrors } from '../../lint/errors-page';

const ROOT = join(__dirname, '../..');
const page = readFileSync(join(ROOT, 'docs/errors.md'), 'utf8');

/** Sources of the product: no tests, and not the table itself. */
const sources = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: ROOT,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file.endsWith('.ts') && !/^(test|lint)\/|^engine\/errors\.ts$/.test(file))
  .map((file) => readFileSync(join(ROOT, file), 'utf8'));

describe('docs/errors.md', () => {
  it('has a row for each error as the table has it; npm run pages brings it up to date', () => {
    expect(page).toBe(withErrors(page, ERRORS));
  });

  it('says of each error how to solve it', () => {
    expect(unsolved(page)).toEqual([]);
  });

  it('loses a row with its error, and wants a new one solved', () => {
    const { CLOCK_INVALID, DATE_INVALID } = ERRORS;
    const before = withErrors('| code |\n| --- |\n', { CLOCK_INVALID, DATE_INVALID });
    const solved = before.replace("'09:00'. |  |", "'09:00'. | Mend it. |");
    expect(unsolved(solved)).toEqual(['DATE_INVALID']);
    const after = withErrors(solved, { CLOCK_STOPPED: DATE_INVALID, CLOCK_INVALID });
    expect(after).toContain('| Mend it. |');
    expect(after).not.toContain('DATE_INVALID');
    expect(unsolved(after)).toEqual(['CLOCK_STOPPED']);
  });
});

describe('the table of errors', () => {
  it.each(Object.keys(ERRORS))('%s is used by the sources', (code) => {
    expect(sources.some((text) => text.includes(`'${code}'`))).toBe(true);
  });
});
