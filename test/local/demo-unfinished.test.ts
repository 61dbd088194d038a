import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDemo, type DemoSettings } from '../../local';

const BEFORE = { customers: 30, days: 60, dayMs: 500, seed: 1, starts: [1], finished: false };

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'perennial-unfinished-'));
  writeFileSync(join(home, 'demo.json'), JSON.stringify(BEFORE));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

test('an interrupted demo of other options is not thrown away unasked', async () => {
  const settings = { ...BEFORE, dayMs: 1_000, keep: false, fresh: false, today: 0, up: { home } };
  const context = { progress: { status: () => undefined, line: () => undefined } };
  await expect(
    startDemo(settings as unknown as DemoSettings, {
      ...context,
      signal: new AbortController().signal,
    }),
  ).rejects.toMatchObject({ code: 'DEMO_UNFINISHED', details: { customers: 30, day: 500 } });
  expect(JSON.parse(readFileSync(join(home, 'demo.json'), 'utf8'))).toEqual(BEFORE);
});
