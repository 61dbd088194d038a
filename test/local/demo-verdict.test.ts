import { audit, type Logs } from '../../local/audit';
import type { Standing } from '../../local/demo';
import { judge } from '../../local/demo/verdict';

const logs: Logs = {
  accepted: ['m1'],
  events: [],
  enrollments: [],
  messages: [],
  received: [],
  journeys: [],
  since: 0,
  resent: [],
};
const standing: Standing = {
  now: 0,
  events: 0,
  unfinished: 0,
  due: 0,
  stuck: 0,
  messages: {},
  sent: {},
  journeys: [
    { journey: 'welcome', live: 0, ended: { converted: 1, lapsed: 1 }, turnedAway: {}, heldOut: 0 },
  ],
};
const sent = { accepted: ['m1'], failed: [] };
const clean = audit({ ...logs, accepted: [] });
const wrong = (...given: Parameters<typeof judge>): string[] =>
  judge(...given)
    .filter(({ differs }) => differs.length > 0)
    .map(({ what }) => what);

test('a demo in which all holds passes', () => {
  expect(wrong(sent, clean, standing, ['welcome'])).toEqual([]);
});

test.each<[string, Parameters<typeof judge>]>([
  [
    'every event sent was accepted',
    [{ ...sent, failed: [{ messageId: 'm2', why: '503' }] }, clean, standing, ['welcome']],
  ],
  ['every accepted event has its outcome', [sent, audit(logs), standing, ['welcome']]],
  [
    'the ledger equals the received messages, one for one',
    [
      sent,
      audit({ ...logs, accepted: [], received: [{ kind: 'email', id: 'x@y', address: 'a' }] }),
      standing,
      ['welcome'],
    ],
  ],
  [
    'the ledger equals the received messages, one for one',
    [sent, { ...clean, ambiguous: ['k1'] }, standing, ['welcome']],
  ],
  [
    'each journey ran to at least 2 different ends',
    [sent, clean, standing, ['welcome', 'win-back']],
  ],
  [
    'nothing is stuck, and every run ended',
    [
      sent,
      clean,
      { ...standing, journeys: standing.journeys.map((one) => ({ ...one, live: 1 })) },
      ['welcome'],
    ],
  ],
])('what differs is named: %s', (what, given) => {
  expect(wrong(...given)).toEqual([what]);
});
