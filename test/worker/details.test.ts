import type { Snapshot } from '../../engine';
import { detailsOf } from '../../worker/runtime/details';

const at = Date.parse('2026-11-22T09:30:00Z');
const story: Snapshot['story'] = [
  { step: 'welcome/hello#1', outcome: 'sent: email', at },
  { step: 'wait#1', outcome: 'until 2026-11-25T09:30:00.000Z', at: at + 60_000 },
];

describe('the details of a run', () => {
  test.each<[string, Omit<Snapshot, 'story'>, string]>([
    ['runs', { state: 'running', step: 'a#1' }, '**running** at `a#1`'],
    [
      'waits for events',
      { state: 'waiting', step: 'w#1', until: at, events: ['Paid', 'Shipped'] },
      '**waiting** at `w#1` for `Paid` or `Shipped` until 2026-11-22 09:30 UTC',
    ],
    ['is stuck', { state: 'stuck', why: 'X: no' }, '**stuck** (X: no)'],
    ['is over', { state: 'ended', end: 'converted' }, '**ended**: converted'],
  ])('say in one line that it %s', (_, standing, line) => {
    expect(detailsOf({ ...standing, story: [] })).toBe(line);
  });

  test('list what it has been through, a row for each step', () => {
    expect(detailsOf({ state: 'running', story }).split('\n')).toEqual([
      '**running**',
      '',
      '| UTC | step | outcome |',
      '| --- | --- | --- |',
      '| 2026-11-22 09:30 | welcome/hello#1 | sent: email |',
      '| 2026-11-22 09:31 | wait#1 | until 2026-11-25T09:30:00.000Z |',
    ]);
  });

  test('stay within what Temporal takes, however long the story, and keep its newest part', () => {
    const long = Array.from({ length: 5_000 }, (_, i) => ({
      ...{ at, step: `${'s'.repeat(300)}#${i}`, outcome: '|\n'.repeat(400) },
    }));
    const details = detailsOf({ state: 'running', story: [...long, ...story] });
    expect(Buffer.byteLength(details)).toBeLessThan(20_000);
    expect(details).toContain('4952 earlier');
    expect(details.split('\n').at(-1)).toContain('wait#1');
    expect(details.split('\n')).toHaveLength(55);
  });
});
