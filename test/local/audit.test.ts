import fc from 'fast-check';
import { audit, parseLogs, type Logs, type ProblemKind } from '../../local/audit';

const event = (n: number, name = 'Signed Up') => ({
  id: `e${String(n)}`,
  messageId: `m${String(n)}`,
  type: 'track',
  name,
  properties: {},
  journey: null,
  problems: null,
  acceptedAt: 10 + n,
  appliedAt: 20 + n,
  doneAt: 30 + n,
});
const row = (n: number, change: Partial<Logs['messages'][number]> = {}) => ({
  key: `k${String(n)}`,
  id: `i${String(n)}`,
  topic: 'offers',
  channel: 'email',
  state: 'sent',
  reason: null,
  attempts: 1,
  providerId: null,
  address: `a${String(n)}`,
  claimedAt: 40 + n,
  claimedFor: `keyed a${String(n)}`,
  ...change,
});
const mail = (n: number) => ({
  kind: 'email' as const,
  id: `i${String(n)}@shop.example.com`,
  address: `a${String(n)}`,
});
const sms = (id: string, address: string) => ({ kind: 'sms' as const, id, address });

/** Three sign-ups, each with an enrollment, a mail in the ledger and the mail. */
const whole: Logs = {
  accepted: ['m1', 'm2', 'm3'],
  events: [event(1), event(2), event(3)],
  enrollments: [1, 2, 3].map((n) => ({
    id: `r${String(n)}`,
    journey: 'welcome',
    eventId: `e${String(n)}`,
    state: n === 1 ? 'turned away' : 'ended',
    outcome: 'converted',
    stuck: null,
  })),
  messages: [row(1), row(2), row(3)],
  received: [mail(1), mail(2), mail(3)],
  journeys: [
    { id: 'welcome', title: 'Welcome', on: [{ event: 'Signed Up' }], exit: [], holdout: 0 },
  ],
  since: 0,
  resent: ['orders'],
};
const kinds = (logs: Logs): ProblemKind[] => audit(logs).problems.map(({ kind }) => kind);
const first = <T>([one, ...rest]: readonly T[], change: (value: T) => T): T[] =>
  one === undefined ? [] : [change(one), ...rest];

describe('logs that hold together', () => {
  test('have no problem, and are counted', () => {
    expect(audit(whole)).toEqual({
      problems: [],
      ambiguous: [],
      misfits: [],
      undelivered: [],
      repeated: [],
      counts: {
        accepted: 3,
        events: 3,
        enrollments: 3,
        ledger: { sent: 3 },
        received: 3,
        resent: 0,
      },
    });
  });

  test('are the same after a way through a file', () => {
    expect(parseLogs(JSON.stringify(whole))).toEqual(whole);
  });
});

describe('doctored logs fail', () => {
  test.each<[string, Logs, ProblemKind]>([
    [
      'one message removed',
      { ...whole, received: whole.received.slice(1) },
      'sent without a message',
    ],
    ['one message doubled', { ...whole, received: [...whole.received, mail(2)] }, 'received twice'],
    ['one event removed', { ...whole, events: whole.events.slice(1) }, 'accepted event lost'],
    [
      'one ledger row removed',
      { ...whole, messages: whole.messages.slice(1) },
      'message without a ledger row',
    ],
    [
      'one enrollment removed',
      { ...whole, enrollments: whole.enrollments.slice(1) },
      'event without outcome',
    ],
    [
      'one event not worked off',
      { ...whole, events: first(whole.events, (one) => ({ ...one, doneAt: null })) },
      'event without outcome',
    ],
    [
      'a message that was skipped, and came',
      { ...whole, messages: first(whole.messages, (one) => ({ ...one, state: 'skipped' })) },
      'message against its ledger row',
    ],
    [
      'a claim without a mark',
      { ...whole, messages: first(whole.messages, (one) => ({ ...one, state: 'claimed' })) },
      'claim left open',
    ],
    [
      'a run that stands still',
      {
        ...whole,
        enrollments: first(whole.enrollments, (one) => ({ ...one, stuck: 'CALL_FAILED' })),
      },
      'run stuck',
    ],
    [
      'a run that was never started',
      { ...whole, enrollments: first(whole.enrollments, (one) => ({ ...one, state: 'starting' })) },
      'run never started',
    ],
  ])('%s', (_, logs, kind) => {
    expect(kinds(logs)).toEqual([kind]);
  });

  test('whichever message, event or row it is', () => {
    const lists = ['received', 'events', 'messages', 'enrollments'] as const;
    fc.assert(
      fc.property(fc.constantFrom(...lists), fc.nat({ max: 2 }), (list, index) => {
        const doctored = { ...whole, [list]: whole[list].filter((_, at) => at !== index) };
        expect(audit(doctored).problems).toHaveLength(1);
      }),
    );
  });
});

describe('what nobody knows the fate of', () => {
  test.each([0, 1])('is named, and no problem, with %i copies received', (copies) => {
    const logs = {
      ...whole,
      messages: first(whole.messages, (one) => ({ ...one, state: 'ambiguous' })),
      received: whole.received.slice(1 - copies),
    };
    expect(audit(logs)).toMatchObject({ problems: [], ambiguous: ['k1'] });
  });

  test('received twice is a problem under hold, and counted under resend', () => {
    const twice = { ...whole, received: [...whole.received, mail(1)] };
    expect(kinds(twice)).toEqual(['received twice']);
    const orders = first(whole.messages, (one) => ({ ...one, topic: 'orders', attempts: 2 }));
    expect(audit({ ...twice, messages: orders })).toMatchObject({
      problems: [],
      repeated: [{ key: 'k1', copies: 2, claimedAt: 41 }],
      counts: { resent: 1 },
    });
  });

  test('comes no more often than it was attempted, under resend too', () => {
    const received = [...whole.received, ...Array.from({ length: 4 }, () => mail(1))];
    for (const attempts of [1, 4]) {
      const messages = first(whole.messages, (one) => ({ ...one, topic: 'orders', attempts }));
      expect(kinds({ ...whole, messages, received })).toEqual(['received twice']);
    }
  });
});

describe('an SMS', () => {
  const texts: Logs = {
    ...whole,
    messages: [
      row(1, { channel: 'sms', providerId: 'SM1', address: 'phone' }),
      row(2, { channel: 'sms', state: 'ambiguous', address: 'phone' }),
    ],
    received: [sms('SM9', 'phone'), sms('SM1', 'phone')],
  };

  test('belongs to the row with its id, and one whose answer was lost to the ambiguous row of its address', () => {
    expect(kinds(texts)).toEqual([]);
  });

  test('to an address that has no more such row has no ledger row', () => {
    const again = { ...texts, received: [...texts.received, sms('SM8', 'phone')] };
    expect(kinds(again)).toEqual(['message without a ledger row']);
    const other = { ...texts, received: [sms('SM9', 'another'), sms('SM1', 'phone')] };
    expect(kinds(other)).toEqual(['message without a ledger row']);
  });
});

test('an event that does not fit its schema starts nothing, and that is its outcome: it is named', () => {
  const events = first(whole.events, (one) => ({ ...one, problems: ['source: missing'] as never }));
  expect(audit({ ...whole, events, enrollments: whole.enrollments.slice(1) })).toMatchObject({
    problems: [],
    misfits: ['e1'],
  });
});

describe('whom a message reached', () => {
  const keyed = (address: string): Logs => ({
    ...whole,
    received: first(whole.received, (one) => ({ ...one, keyed: `keyed ${address}` })),
  });

  test('is whom it was claimed for, or the two differ', () => {
    expect(kinds(keyed('a1'))).toEqual([]);
    expect(kinds(keyed('somebody else'))).toEqual(['message against its ledger row']);
  });

  test('does not differ where the customer has another address since', () => {
    const messages = first(whole.messages, (one) => ({ ...one, address: 'a newer one' }));
    expect(kinds({ ...keyed('a1'), messages })).toEqual([]);
  });
});

test.each([
  ['failed', 'undeliverable: 550', ['k1']],
  ['skipped', 'undeliverable', ['k1']],
  ['skipped', 'unavailable', ['k1']],
  ['skipped', 'no consent', []],
])('a message that is %s as %s is undelivered: %j', (state, reason, keys) => {
  const messages = first(whole.messages, (one) => ({ ...one, state, reason }));
  const { undelivered } = audit({ ...whole, messages, received: whole.received.slice(1) });
  expect(undelivered.map(({ key }) => key)).toEqual(keys);
});
