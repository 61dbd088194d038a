import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { newId, setStuck } from '../../store';
import { OPERATOR_KEY, startApi, WRITE_KEY, type TestApi } from '../api/harness';
import { cli } from '../cli/terminal';
import { enroll, newCustomer } from '../store/seeds';

const readme = readFileSync(join(__dirname, '../../README.md'), 'utf8');
const blocks = [...readme.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, code = '']) => code);
const blockWith = (text: string): string => blocks.find((one) => one.includes(text)) ?? '';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

/** What stands between angle brackets, for one command. */
async function filled(command: string): Promise<string> {
  const userId = newId();
  const id = await newCustomer(api.store, { userId, traits: {} });
  const run = await enroll(api.store, { customer: id });
  if (command.includes('-- retry')) {
    await setStuck(api.store.db, run.id, { step: 'x#1', code: 'CALL_FAILED', message: 'x' });
  }
  const isErasure = command.includes('-- erase');
  return command
    .replace('<id>', isErasure ? userId : run.id)
    .replace('<address>', 'ada@example.com');
}

describe('the README', () => {
  it('has commands for operators that do what the line says, on a started api', async () => {
    const lines = blockWith('perennial -- runs').trim().split('\n');
    expect(lines.length).toBeGreaterThan(8);
    for (const line of lines) {
      const [command = ''] = line.split('#');
      const args = (await filled(command)).replace('npm run perennial -- ', '').trim().split(/\s+/);
      const environment = { PERENNIAL_URL: api.url, PERENNIAL_OPERATOR_KEY: OPERATOR_KEY };
      const { code, err } = await cli(args, environment);
      expect({ line, code, err }).toEqual({ line, code: 0, err: '' });
    }
  });

  it('has requests that are answered as they stand, with the keys put in', async () => {
    const asked = blocks.filter((one) => one.includes('curl'));
    expect(asked).toHaveLength(2);
    for (const block of asked) {
      const text = block
        .replaceAll('<operator key>', OPERATOR_KEY)
        .replaceAll('<write key>', WRITE_KEY)
        .replaceAll('http://127.0.0.1:8080', api.url);
      const whole = text.split('\n').filter((line) => !line.includes('<id>'));
      const { stdout } = await promisify(execFile)('sh', ['-euc', whole.join('\n')]);
      expect(JSON.parse(stdout)).not.toHaveProperty('error');
    }
  });
});
