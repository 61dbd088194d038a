import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cli } from './terminal';

const folder = mkdtempSync(join(tmpdir(), 'perennial-simulate-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = (name: string): string => join(folder, name);
const simulate = (...args: string[]) => cli(['simulate', ...args]);
const lines = (text: string): string[] => text.split('\n').filter((line) => line.trim() !== '');

const unhappy = ['feedback-request', '--event', 'Order Delivered@4d'];
const answer = 'Survey Responded:unhappy@feedback-request/ask+1h';

test('a story is told with day, local time, messages and end', async () => {
  const { code, out, err } = await simulate(
    'win-back',
    ...['--event', 'Order Completed@10d', '--timezone', 'Asia/Karachi', '--start', '2026-12-01'],
  );
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const told = lines(out);
  expect(told[0]).toBe('win-back: Win back a quiet customer');
  expect(told[1]).toContain('Tue  1 Dec 2026 10:00 by the clock of Asia/Karachi, reading en-US');
  expect(out).toMatch(/^d0 +Tue {2}1 Dec 2026 10:00 {2}enters /m);
  expect(out).toMatch(/^ +email “It has been quiet without you” {2}win-back\/we-miss-you$/m);
  expect(out).toMatch(/^d7 +Tue {2}8 Dec 2026 10:00 {2}code −10 % [A-Z0-9-]{14}, good until /m);
  expect(out).toMatch(/^d10 +Fri 11 Dec 2026 10:00 {2}orders \(one disc\)$/m);
  expect(told.at(-1)?.trim()).toBe('→ converted');
  expect(out).not.toContain('last-chance');
});

test('an event comes after a message, and is about it', async () => {
  const { out } = await simulate(...unhappy, '--event', answer);
  expect(out).toMatch(/19:30 {2}answers \(unhappy\)/);
  expect(out).toContain('open inquiry: Unhappy with an order');
  expect(out).toContain('feedback-request/sorry');
});

test('what came to nothing is said: its message never came, or the story was over', async () => {
  const { out } = await simulate(
    'win-back',
    ...['--event', 'Order Completed@1d', '--event', 'Order Completed@200d'],
    ...['--event', 'Email Clicked@win-back/last-chance+1h'],
  );
  expect(out).toContain('Order Completed did not happen: the story was over before it.');
  expect(out).toContain('Email Clicked did not happen: win-back/last-chance never came.');
});

test('a message that is not sent has the gate’s reason', async () => {
  const file = path('nobody.json');
  writeFileSync(file, JSON.stringify({ addresses: [] }));
  const { code, out } = await simulate('win-back', '--scenario', file);
  expect(code).toBe(0);
  expect(out).toContain('win-back/we-miss-you is not sent: no address');
  expect(out).toContain('→ unreachable');
});

test('--full shows whole messages; short ones otherwise', async () => {
  const [short, full] = [await simulate('win-back'), await simulate('win-back', '--full')];
  expect(full.out.length).toBeGreaterThan(2 * short.out.length);
  expect(full.out).toContain('/unsubscribe/');
  expect(short.out).not.toContain('/unsubscribe/');
});

test('--json gives the trace, with messages as they are rendered', async () => {
  const { out } = await simulate('welcome', '--trait', 'firstName=Ada', '--locale', 'ur', '--json');
  const told = JSON.parse(out) as { messages: { html?: string }[]; diary: { kind: string }[] };
  expect(told).toMatchObject({
    ...{ end: 'did not order', locale: 'ur', zone: 'America/New_York', left: [] },
    steps: expect.arrayContaining([
      { step: 'welcome/picks#1', outcome: 'sent: email', at: expect.any(Number) },
    ]),
    messages: [{ subject: expect.stringContaining('Ada'), dir: 'rtl' }, {}, {}, {}],
  });
  expect(told.messages[0]?.html).toContain('dir="rtl"');
  expect(told.diary.filter(({ kind }) => kind === 'message')).toHaveLength(4);
  expect(out).not.toContain('"sees"');
});

test('--all tells one customer’s days across all journeys', async () => {
  const { code, out } = await simulate('--all', '--days', '30');
  expect(code).toBe(0);
  expect(out).toMatch(/^d0 .* signs up \(web\)$/m);
  expect(out).toMatch(/^ +welcome +→ converted$/m);
  expect(out).toMatch(/^d2 .* orders \(one disc\)$/m);
  expect(out).toMatch(/follow-up +email “.*follow-up\/thanks$/m);
  expect(out).toContain('Still ahead: win-back looks at them on Tue  7 Apr 2026 11:00, day 92.');
});

test('a customer who went quiet did so as long ago as the trigger says, or their history', async () => {
  const month = async (...args: string[]): Promise<string | undefined> => {
    const { out } = await simulate('win-back', '--full', ...args);
    return /left in (\w+ \d{4})/.exec(out)?.[1];
  };
  expect(await month()).toBe('October 2025');
  expect(await month('--start', '2025-06-01')).toBe('March 2025');
  expect(await month('--event', 'Order Completed@-200d')).toBe('June 2025');
});

describe('the page', () => {
  const page = async (...args: string[]): Promise<string> => {
    const file = path(`${args.length}.html`);
    expect(await simulate(...args, '--out', file)).toMatchObject({
      code: 0,
      out: expect.stringContaining(file),
    });
    return readFileSync(file, 'utf8');
  };

  test('holds the real mails, each a document of its own in which nothing runs', async () => {
    const html = await page('welcome', '--locale', 'ur', '--trait', 'firstName=<b>Ada</b>');
    const frames = html.match(/<iframe [^>]*>/g) ?? [];
    expect(frames).toHaveLength(4);
    for (const frame of frames) {
      expect(frame).toMatch(/^<iframe sandbox="allow-same-origin" /);
      expect(frame).toContain('srcdoc="&lt;!doctype html&gt;');
      expect(frame).toContain('dir=&quot;rtl&quot;');
    }
    expect(html).not.toContain('<b>Ada');
    expect(html.match(/<script>/g)).toHaveLength(1);
    expect(html).toContain('prefers-color-scheme: dark');
    expect(html).toContain('name="viewport"');
  });

  test('shows a text as a bubble, in its direction', async () => {
    const html = await page('welcome', '--consent', 'offers/sms', '--locale', 'ar');
    expect(html).toMatch(/<div class="bubble" lang="ar" dir="rtl" title="\d parts?">Marlow/);
  });

  test('is written and named where there is no browser to open it', async () => {
    const { code, out } = await simulate('win-back', '--open');
    expect(code).toBe(0);
    const [, file = ''] = /The story with its messages: (.*)\n/.exec(out) ?? [];
    expect(out).toContain('No browser was found to open it in.');
    expect(readFileSync(file, 'utf8')).toMatch(/^<!doctype html>/);
    rmSync(file);
  });
});

test.each([
  [['winback'], 2, "'winback' is not in this release (did you mean win-back?)"],
  [[], 2, 'of welcome, follow-up, feedback-request, win-back one is told at a time'],
  [['win-back', '--event', 'Order Complete@3d'], 2, "did you mean 'Order Completed'?"],
  [['win-back', '--event', 'Order Completed@3 dyas'], 2, 'write 30m, 6h, 3d or 2w'],
  [['win-back', '--scenario', path('none.json')], 2, 'none.json cannot be read (ENOENT)'],
  [['win-back', '--days', '30'], 2, 'write --all with it'],
  [['--all', '--days', '0'], 2, 'not a whole number from 1'],
  [['--all', '--event', 'Signed Up', '--entry', 'Signed Up'], 2, 'begin by themselves'],
])('%j fails: %i', async (args, code, problem) => {
  expect(await simulate(...args)).toEqual({ code, out: '', err: expect.stringContaining(problem) });
});
