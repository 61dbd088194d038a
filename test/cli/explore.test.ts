import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cli } from './terminal';

const file = (name: string): string => join(__dirname, '../preview/explored', name);

test('explore tells the stories of a journey: a head, and a line for each', async () => {
  const { code, out, err } = await cli(['explore', 'win-back']);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const lines = out.split('\n');
  expect(lines[0]).toBe(
    'win-back: 8 stories, 4 ends; longest 24 days; most: 3 emails, 2 codes, $5.40',
  );
  expect(lines[4]).toMatch(
    /^4 {2}orders on days 7–17 .* d0 we-miss-you, d7 incentive −10 % .* → converted$/,
  );
});

test('explore --json gives stories as data', async () => {
  const { code, out } = await cli(['explore', 'win-back', '--json']);
  const { stories, unreached } = JSON.parse(out) as { stories: unknown[]; unreached: unknown[] };
  expect({ code, unreached }).toEqual({ code: 0, unreached: [] });
  expect(stories).toMatchObject([{ journey: 'win-back', most: { codes: 2 }, ends: { length: 4 } }]);
});

test('explore --paths lists each path below its story', async () => {
  const { out } = await cli(['explore', 'follow-up', '--paths']);
  expect(out.match(/^\d+ {2}.* → /gm)?.length).toBe(13 + 22);
});

test('explore says which branches no sample leads to', async () => {
  const { code, err } = await cli(['explore', file('unreached.ts')]);
  expect(code).toBe(0);
  expect(err).toMatch(/^No sample leads to test\/preview\/explored\/unreached\.ts:10: if \(sent/);
});

test.each([
  [['explore', file('stray-await.ts')], 1, 'NOT_A_STEP'],
  [['explore', 'winback'], 2, 'JOURNEY_UNKNOWN'],
  [['explore', 'welcome', '--max-paths', '3'], 1, 'TOO_MANY_PATHS'],
  [['explore', 'welcome', '--max-steps', '3'], 1, 'JOURNEY_UNBOUNDED'],
  [['explore', 'welcome', '--timezone', 'Mars/Olympus'], 2, 'ZONE_UNKNOWN'],
])('%j fails: %i', async (args, status, problem) => {
  const { code, err } = await cli(args);
  expect({ code, err }).toEqual({ code: status, err: expect.stringContaining(problem) });
});

describe('draw', () => {
  const folder = mkdtempSync(join(tmpdir(), 'perennial-draw-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('draws a journey as Mermaid', async () => {
    const { code, out } = await cli(['draw', 'win-back']);
    expect(code).toBe(0);
    expect(out).toMatch(/^flowchart TD\n/);
    expect(out).toContain('"last chance −20 %"');
  });

  test('writes a picture where --out says so', async () => {
    const out = join(folder, 'win-back.svg');
    expect(await cli(['draw', 'win-back', '--out', out])).toMatchObject({ code: 0, out: '' });
    expect(readFileSync(out, 'utf8')).toMatch(/^<svg xmlns=.*<\/svg>\n$/s);
  });

  test('--out that is named like no drawing is refused', async () => {
    const out = join(folder, 'win-back.pdf');
    const { code, err } = await cli(['draw', 'win-back', '--out', out]);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining('.svg, .mmd or .json') });
    expect(existsSync(out)).toBe(false);
    expect(await cli(['draw', 'win-back', '--out', out, '--format', 'svg'])).toMatchObject({
      code: 0,
    });
  });

  test('--format names those there are', async () => {
    const { code, err } = await cli(['draw', 'win-back', '--format', 'png']);
    expect(code).toBe(2);
    expect(err).toContain('Allowed choices are mermaid, svg, json');
  });
});
