import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { temporal } from '@temporalio/proto';
import { DefaultLogger } from '@temporalio/worker';
import { linkRelease } from '../../worker/link';
import type { Recorded } from './recorded';
import { replay } from './replayed';

jest.setTimeout(120_000);

const recorded = readdirSync(__dirname, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name }) =>
    readdirSync(join(__dirname, name)).map((file) => ({ version: name, file: join(name, file) })),
  );

const cache = mkdtempSync(join(tmpdir(), 'perennial-replay-'));
afterAll(() => rmSync(cache, { recursive: true, force: true }));

const read = (file: string): Recorded =>
  JSON.parse(readFileSync(join(__dirname, file), 'utf8')) as Recorded;

/** What differs, for each history that does not go as it did. */
async function replayed({ release, code, journey, histories }: Recorded): Promise<string[]> {
  const codePath = await linkRelease({ id: release, code }, cache, new DefaultLogger('ERROR'));
  const all = histories.map((history, index) => ({
    workflowId: `${journey}/${index}`,
    history: temporal.api.history.v1.History.fromObject(history),
  }));
  return (await replay(codePath, all)).others;
}

test('there are runs of every version that is supported', () => {
  expect(recorded.length).toBeGreaterThanOrEqual(4);
});

test.each(recorded)(
  'the runs in $file go on as they did with the SDK of today',
  async ({ file }) => {
    const runs = read(file);
    expect(runs.histories.length).toBeGreaterThan(2);
    expect(await replayed(runs)).toEqual([]);
  },
);

test('a run that the code tells otherwise is found', async () => {
  const [before, other] = [read('0.1.0/win-back.json'), read('0.1.0/welcome.json')];
  const code = other.code.replaceAll('"welcome"', '"win-back"');
  expect(await replayed({ ...before, code, release: 'other' })).toHaveLength(
    before.histories.length,
  );
});
