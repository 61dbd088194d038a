import { audit, type Logs } from '../../local/audit';
import type { Standing } from '../../local/demo';
import { endedAtLeast, hasShown, judge, type Findings } from '../../local/demo/verdict';

const logs: Logs = {
  accepted: [],
  events: [],
  enrollments: [],
  messages: [],
  received: [],
  journeys: [],
  since: 0,
  resent: [],
};
const journey = (id: string, ended: Record<string, number>) => ({
  journey: id,
  ...{ live: 1, ended, turnedAway: {}, heldOut: 0, skipped: 0, codes: 0 },
  ...{ converted: 5, convertedHeldOut: 0, sent: {} },
});
const standing: Standing = {
  now: 0,
  events: 0,
  unfinished: 0,
  quiet: 0,
  surveys: 60,
  answered: 30,
  stuck: 0,
  steps: 0,
  messages: {},
  sent: { email: 10, sms: 5 },
  skipped: {},
  journeys: [journey('welcome', { converted: 40, lapsed: 10 })],
};
const whole: Findings = {
  happened: ['m1'],
  accepted: ['m1'],
  refused: [],
  audit: audit(logs),
  evidence: { forgotten: [], afterNo: [], unsure: [], surplus: [], missing: [], overdue: [] },
  standing,
  journeys: ['welcome'],
  customers: 200,
};
const { evidence } = whole;
const event: Logs['events'][number] = {
  ...{ id: 'e1', messageId: 'm1', type: 'track', name: 'Order Completed', properties: {} },
  ...{ journey: null, problems: ['total: is missing'], acceptedAt: 1, appliedAt: 1, doneAt: 1 },
};
const undelivered: Logs['messages'][number] = {
  ...{ key: 'k1', id: 'i1', topic: 'offers', channel: 'email', state: 'failed', attempts: 1 },
  ...{ reason: 'undeliverable: 550', providerId: null, address: 'a' },
  ...{ claimedAt: 1, claimedFor: 'keyed a' },
};
const HANDFUL =
  'mails and texts were sent, surveys answered, and customers converted: 5 or more of each';
const wrong = (findings: Findings): string[] =>
  judge(findings)
    .filter(({ differs }) => differs.length > 0)
    .map(({ what }) => what);

test('a demo in which all holds passes', () => {
  expect(wrong(whole)).toEqual([]);
});

test.each<[string, Partial<Findings>]>([
  ['every event sent was accepted', { refused: ['m2: 503'] }],
  ['every event sent was accepted', { happened: ['m1', 'm2'] }],
  ['every accepted event has its outcome', { audit: audit({ ...logs, accepted: ['m1'] }) }],
  [
    'what people did by their mails is recorded',
    { evidence: { ...evidence, forgotten: ['answered: i1'] } },
  ],
  [
    'the ledger equals the received messages, one for one',
    { audit: audit({ ...logs, received: [{ kind: 'email', id: 'x@y', address: 'a' }] }) },
  ],
  [
    'the ledger equals the received messages, one for one',
    { evidence: { ...evidence, unsure: ['k1'] } },
  ],
  [
    'the ledger equals the received messages, one for one',
    { evidence: { ...evidence, surplus: ['k1 (2 times)'] } },
  ],
  [
    'the ledger equals the received messages, one for one',
    { audit: audit({ ...logs, messages: [undelivered] }) },
  ],
  [
    'every accepted event has its outcome',
    { audit: audit({ ...logs, accepted: ['m1'], events: [event] }) },
  ],
  ['every row that another names is there', { evidence: { ...evidence, missing: ['event'] } }],
  ['nobody was written to after saying no', { evidence: { ...evidence, afterNo: ['k1'] } }],
  ['nothing is stuck', { evidence: { ...evidence, overdue: ['r1'] } }],
  [
    'each journey has 50 ended runs or more, with 2 different ends',
    { journeys: ['welcome', 'win-back'] },
  ],
  [
    'each journey has 50 ended runs or more, with 2 different ends',
    { standing: { ...standing, journeys: [journey('welcome', { converted: 49 })] } },
  ],
  [
    'each journey has 50 ended runs or more, with 2 different ends',
    { standing: { ...standing, journeys: [journey('welcome', { converted: 50 })] } },
  ],
  ...['cancelled', 'ended in Temporal', 'ended by operator'].map(
    (end): [string, Partial<Findings>] => [
      'nothing is stuck',
      {
        standing: {
          ...standing,
          journeys: [journey('welcome', { converted: 40, lapsed: 10, [end]: 1 })],
        },
      },
    ],
  ),
  [HANDFUL, { standing: { ...standing, sent: { email: 10 } } }],
  [HANDFUL, { standing: { ...standing, sent: { sms: 5 } } }],
  [HANDFUL, { standing: { ...standing, answered: 4 } }],
])('what differs is named: %s', (what, differing) => {
  expect(wrong({ ...whole, ...differing })).toEqual([what]);
});

test('a run that was cut off is no end, and none that differs', () => {
  const ended = (ends: Record<string, number>): Findings => ({
    ...whole,
    standing: { ...standing, journeys: [journey('welcome', ends)] },
  });
  const ends = 'each journey has 50 ended runs or more, with 2 different ends';
  expect(wrong(ended({ converted: 50, cancelled: 1 }))).toEqual(['nothing is stuck', ends]);
  expect(wrong(ended({ converted: 30, lapsed: 10, cancelled: 10 }))).toContain(ends);
});

test('where few were asked, perhaps nobody answered', () => {
  expect(wrong({ ...whole, standing: { ...standing, surveys: 9, answered: 0 } })).toEqual([]);
  expect(wrong({ ...whole, standing: { ...standing, surveys: 20, answered: 1 } })).toEqual([
    HANDFUL,
  ]);
});

test('what was left out of a refusal is not told twice', () => {
  const [check] = judge({ ...whole, happened: ['m1', 'm2'], refused: ['m2: 503'] });
  expect(check?.differs).toEqual(['m2: 503']);
});

test('with fewer customers fewer ends are asked for, and never less than two', () => {
  const least = [1_000, 200, 100, 40, 1].map((customers) => [
    endedAtLeast('welcome', customers),
    endedAtLeast('feedback-request', customers),
  ]);
  expect(least).toEqual([
    [50, 20],
    [50, 20],
    [25, 10],
    [10, 4],
    [2, 2],
  ]);
});

test('a demo goes on until it has shown what it must', () => {
  expect(hasShown(standing, ['welcome'], 200)).toBe(true);
  expect(hasShown(standing, ['welcome', 'win-back'], 200)).toBe(false);
  expect(hasShown({ ...standing, sent: {} }, ['welcome'], 200)).toBe(false);
  expect(hasShown({ ...standing, sent: {} }, ['welcome'], 12)).toBe(true);
});
