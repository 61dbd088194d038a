import fc from 'fast-check';
import { DAY, HOUR, SKIP_REASONS } from '../../engine';
import { decide, verdictFor, type ChannelFacts, type Decision, type GateFacts } from '../../gate';

const now = Date.UTC(2026, 2, 10, 12);
const email: ChannelFacts = { channel: 'email', address: true, suppressed: false, consent: true };
const sms: ChannelFacts = { ...email, channel: 'sms' };
const free: GateFacts = {
  paused: false,
  verdict: null,
  erased: false,
  template: { channels: [email] },
  due: now,
  available: true,
  deliverable: true,
};
const through = (...channels: ChannelFacts[]): Partial<GateFacts> => ({ template: { channels } });
const skip = (reason: string): Decision => ({ status: 'skip', reason }) as Decision;

/** The design's table from its last row to its first: each stands in the way of all that went before. */
const rows: readonly [string, Partial<GateFacts>, Decision][] = [
  ['nothing stands in the way', {}, { status: 'send', channel: 'email' }],
  [
    'the provider lane is full',
    { lane: now + 5000 },
    { status: 'later', until: now + 5000, why: 'provider lane full' },
  ],
  [
    'it is quiet hours',
    { quiet: now + 9 * HOUR },
    { status: 'later', until: now + 9 * HOUR, why: 'quiet hours' },
  ],
  [
    'the cap is reached and the topic waits',
    { cap: { freeAt: now + DAY, atCap: 'wait' } },
    { status: 'later', until: now + DAY, why: 'frequency cap' },
  ],
  [
    'the cap is reached and the topic skips',
    { cap: { freeAt: now + DAY, atCap: 'skip' } },
    skip('capped'),
  ],
  [
    'a segment holds it back',
    { held: 'support-open' },
    { status: 'later', until: now + 6 * HOUR, why: 'held by support-open' },
  ],
  ['it cannot be handed over', { deliverable: false }, skip('undeliverable')],
  ['what it refers to is gone', { available: false }, skip('unavailable')],
  ['it is later than the author allows', { within: HOUR, due: now - HOUR - 1 }, skip('too late')],
  ['there is no consent', through({ ...email, consent: false }), skip('no consent')],
  [
    'the address is suppressed',
    through({ ...email, suppressed: true, consent: false }),
    skip('suppressed'),
  ],
  [
    'there is no address',
    through({ channel: 'email', address: false, suppressed: true, consent: false }),
    skip('no address'),
  ],
  ['an operator skips the step', { skip: true }, skip('skipped by hand')],
  ['the goal is reached', { verdict: 'converted' }, { status: 'end', end: 'converted' }],
  ['the customer is erased', { erased: true }, { status: 'end', end: 'erased' }],
  ['the run is paused', { paused: true, skip: false }, { status: 'parked', why: 'paused' }],
];

describe('the gate', () => {
  it.each(rows)('when %s, alone', (_, facts, expected) => {
    expect(decide({ ...free, ...facts }, now)).toEqual(expected);
  });

  it.each(rows.map((row, i) => [row[0], i] as const))(
    'when %s, over every row below it',
    (_, i) => {
      const all = rows.slice(0, i + 1).reduce((facts, [, more]) => ({ ...facts, ...more }), free);
      expect(decide(all, now)).toEqual(rows[i]?.[2]);
    },
  );

  it('takes the first channel that nothing stands against', () => {
    const channels = [
      { ...email, address: false },
      { ...sms, suppressed: true },
      { ...email, consent: false },
      sms,
    ];
    expect(decide({ ...free, template: { channels } }, now)).toEqual({
      status: 'send',
      channel: 'sms',
    });
  });

  it('names the last condition that a channel failed', () => {
    const channels = [
      { ...email, suppressed: true },
      { ...sms, consent: false },
    ];
    expect(decide({ ...free, template: { channels } }, now)).toEqual(skip('no consent'));
  });

  it('lets an operator skip a step of a paused run, but not keep an ended one', () => {
    expect(decide({ ...free, paused: true, skip: true }, now)).toEqual(skip('skipped by hand'));
    expect(decide({ ...free, verdict: 'exit: Order Cancelled', skip: true }, now)).toEqual({
      status: 'end',
      end: 'exit: Order Cancelled',
    });
  });

  it('puts the author’s limit before the topic’s, and sends at the limit itself', () => {
    const late = { ...free, due: now - DAY, lateAfter: HOUR };
    expect(decide(late, now)).toEqual(skip('too late'));
    expect(decide({ ...late, within: DAY }, now)).toEqual({ status: 'send', channel: 'email' });
  });

  it('holds until it would be too late, and then says that it was held', () => {
    const held = { ...free, held: 'support-open', lateAfter: 8 * HOUR };
    expect(decide(held, now)).toMatchObject({ status: 'later', until: now + 6 * HOUR });
    expect(decide(held, now + 6 * HOUR)).toMatchObject({ status: 'later', until: now + 8 * HOUR });
    expect(decide(held, now + 8 * HOUR)).toEqual(skip('held'));
    expect(decide({ ...held, lateAfter: HOUR, due: now - HOUR }, now)).toEqual(skip('held'));
  });

  it('stops waiting for the cap when it would be too late', () => {
    const capped = {
      ...free,
      cap: { freeAt: now + 2 * DAY, atCap: 'wait' as const },
      lateAfter: DAY,
    };
    expect(decide(capped, now)).toMatchObject({ status: 'later', until: now + DAY });
    expect(decide(capped, now + DAY)).toEqual(skip('capped'));
  });

  it('takes a place that is free already', () => {
    expect(decide({ ...free, cap: { freeAt: now, atCap: 'skip' } }, now).status).toBe('send');
  });
});

const channelFacts = fc.record({
  channel: fc.constantFrom('email', 'sms', 'whatsapp'),
  address: fc.boolean(),
  suppressed: fc.boolean(),
  consent: fc.boolean(),
});
const near = fc.integer({ min: -10 * DAY, max: 10 * DAY }).map((ms) => now + ms);
const length = fc.integer({ min: 1, max: 10 * DAY });
const anyFacts = fc.record(
  {
    paused: fc.boolean(),
    verdict: fc.constantFrom(null, 'converted', 'ended by operator'),
    erased: fc.boolean(),
    template: fc.record({ channels: fc.array(channelFacts, { maxLength: 3 }) }),
    due: near,
    available: fc.boolean(),
    deliverable: fc.boolean(),
    skip: fc.boolean(),
    within: length,
    lateAfter: length,
    held: fc.constant('support-open'),
    cap: fc.record({ freeAt: near, atCap: fc.constantFrom('wait', 'skip') }),
    quiet: near,
    lane: near,
  },
  {
    requiredKeys: ['paused', 'verdict', 'erased', 'template', 'due', 'available', 'deliverable'],
  },
) as fc.Arbitrary<GateFacts>;

describe('whatever the facts', () => {
  it('a message goes only to an address that is open, with consent, in time, in no ended run', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const decision = decide(facts, now);
        if (decision.status !== 'send') return;
        const chosen = facts.template.channels.find(
          (one) =>
            one.channel === decision.channel && one.address && !one.suppressed && one.consent,
        );
        expect(chosen).toBeDefined();
        expect([facts.paused, facts.erased, facts.verdict, facts.held]).toEqual([
          false,
          false,
          null,
          undefined,
        ]);
        expect(now).toBeLessThanOrEqual(facts.due + (facts.within ?? facts.lateAfter ?? Infinity));
        expect(facts.available && facts.deliverable).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('later lies ahead, and the reasons are those of the list', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const decision = decide(facts, now);
        if (decision.status === 'later') expect(decision.until).toBeGreaterThan(now);
        if (decision.status === 'skip') expect(SKIP_REASONS).toContain(decision.reason);
      }),
      { numRuns: 2000 },
    );
  });

  it('a message held for ever is skipped in the end', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        let at = now;
        for (let looks = 0; looks < 100; looks++) {
          const decision = decide({ ...facts, held: 'support-open' }, at);
          if (decision.status !== 'later') return;
          at = decision.until;
        }
        throw new Error('never decided');
      }),
    );
  });
});

describe('a goal that is reached', () => {
  it('leaves what is transactional its way to the story’s first wait, and nothing else', () => {
    expect(verdictFor('converted', 'transactional', now, now)).toBeNull();
    expect(verdictFor('converted', 'transactional', now + 1, now)).toBe('converted');
    expect(verdictFor('converted', 'marketing', now, now)).toBe('converted');
    expect(verdictFor('converted', 'survey', now, now)).toBe('converted');
    expect(verdictFor('exit: Order Cancelled', 'transactional', now, now)).toBe(
      'exit: Order Cancelled',
    );
    expect(verdictFor(null, 'transactional', now, now)).toBeNull();
  });
});
