import { catalog } from '../../catalog';
import type { AnyDefinition, UntypedJourney } from '../../engine';
import {
  explore,
  reviewText,
  scenarioOf,
  simulate,
  storiesOf,
  type Happening,
  type Path,
  type Scenario,
} from '../../preview';
import { journeys } from '../../workflows';
import { feedbackRequest } from '../../workflows/feedback-request';
import { journeyOf } from '../preview/journeys';

const start = '2026-03-05T17:00:00Z';
const order = { order_id: 'o-1' };
const ASK = 'feedback-request/ask#1';
const delivered: Happening = { at: '4 days', event: 'Order Delivered', properties: order };
/** An answer through the link of the mail that asked. */
const answered = (
  score: number,
  after: `${number} days` | `${number} minutes` = '1 days',
): Happening => ({
  ...{ of: ASK, after, event: 'Survey Responded' },
  properties: { survey: 'feedback-request', score, message: `message of preview:0:${ASK}` },
});
const closed = (solved: boolean, inquiry = 'i-1'): Happening => ({
  ...{ of: 'feedback-request/sorry', after: '1 day', event: 'Inquiry Closed' },
  properties: { inquiry, solved },
});

async function told(scenario: Scenario = {}) {
  const zone = scenario.zone ?? 'America/New_York';
  const { steps, end } = await simulate(feedbackRequest, { start, zone, ...scenario });
  const clock = new Intl.DateTimeFormat('sv-SE', {
    ...{ timeZone: zone, dateStyle: 'short', timeStyle: 'short' },
  });
  const done = steps
    .filter(({ step }) => /^(feedback-request|open-inquiry)/.test(step))
    .map(({ step, outcome, at }) => {
      const when = clock.format(Date.parse(start) + at);
      return `${when} ${step.replace('feedback-request/', '').slice(0, -2)}: ${outcome}`;
    });
  return { done, end };
}
const what = (lines: readonly string[]) => lines.map((line) => line.slice(17).split(':')[0]);

test('its stories and paths are those that were reviewed', async () => {
  expect(reviewText(storiesOf(await explore(feedbackRequest)))).toMatchSnapshot();
});

test('asked ten evenings after the parcel; a happy answer is thanked for, and a review asked for', async () => {
  expect(await told({ events: [delivered, answered(5)] })).toEqual({
    done: [
      '2026-03-19 18:30 ask: sent: email',
      '2026-03-20 19:30 thanks: sent: email',
      '2026-03-24 10:30 review: sent: email',
    ],
    end: 'thanked',
  });
});

test.each([1, 2])(
  'an answer of %i opens an inquiry, says sorry, and asks for the same review',
  async (score) => {
    const { done, end } = await told({ events: [delivered, answered(score), closed(true)] });
    expect(what(done)).toEqual(['ask', 'open-inquiry', 'sorry', 'review']);
    expect(end).toBe('recovered');
  },
);

test.each([3, 4, 5])('an answer of %i is thanked for', async (score) => {
  expect(what((await told({ events: [delivered, answered(score)] })).done)).toEqual([
    'ask',
    'thanks',
    'review',
  ]);
});

test.each([
  ['closed unsolved', [closed(false)]],
  ['another customer’s that was closed', [closed(true, 'i-2')]],
  ['nobody closed', []],
] as const)('an inquiry %s recovered nobody', async (_, events) => {
  const { end } = await told({ events: [delivered, answered(1), ...events] });
  expect(end).toBe('not recovered');
});

test('silence is an answer, too: no reminder, the review as for everyone', async () => {
  const { done, end } = await told({ events: [delivered] });
  expect([what(done), end]).toEqual([['ask', 'review'], 'no answer']);
});

test('within an hour whoever slipped can choose again: the last answer counts', async () => {
  const slipped = [delivered, answered(1, '10 minutes'), answered(5, '12 minutes')];
  expect((await told({ events: slipped })).end).toBe('thanked');
  const thoughtAgain = [delivered, answered(5, '10 minutes'), answered(2, '60 minutes')];
  expect((await told({ events: thoughtAgain })).end).toBe('not recovered');
});

test('of any number of answers within the hour, the last one counts', async () => {
  const wavered = [answered(5, '10 minutes'), answered(5, '12 minutes'), answered(1, '20 minutes')];
  const unhappy = await told({ events: [delivered, ...wavered] });
  expect(what(unhappy.done)).toEqual(['ask', 'open-inquiry', 'sorry', 'review']);
  const calmed = [answered(1, '5 minutes'), answered(2, '6 minutes'), answered(4, '30 minutes')];
  expect((await told({ events: [delivered, ...calmed] })).end).toBe('thanked');
});

test.each([
  ['after the hour', [answered(5, '10 minutes'), answered(1, '130 minutes')], 'thanked'],
  ['after the week', [answered(1, '8 days')], 'no answer'],
] as const)('an answer %s is for people to read: the journey has gone on', async (_, late, end) => {
  const story = await told({ events: [delivered, ...late] });
  expect([what(story.done).includes('open-inquiry'), story.end]).toEqual([false, end]);
});

test('an answer to another message is not this one’s', async () => {
  const other = {
    ...answered(1),
    properties: { survey: 's', score: 1, message: 'm-9' },
  } as Happening;
  expect((await told({ events: [delivered, other] })).end).toBe('no answer');
});

test('a parcel that is late, or that nobody reports, puts the question off', async () => {
  const late: Happening = { at: '12 days', event: 'Order Delivered', properties: order };
  expect((await told({ events: [late] })).done[0]).toContain('2026-03-27 18:30 ask');
  expect((await told()).done[0]).toContain('2026-03-24 18:30 ask');
});

test.each(['2 days', '9 days', '13.5 days'] as const)(
  'an order that was cancelled after %s is not asked about',
  async (at) => {
    const cancelled = { at, event: 'Order Cancelled', properties: { ...order, total: 14.98 } };
    expect(await told({ events: [delivered, cancelled] })).toEqual({
      ...{ done: [], end: 'order cancelled' },
    });
  },
);

test.each([
  ['at once', '1 hour', [], 'order cancelled'],
  ['after silence', '10 days', [], 'order cancelled'],
  ['after a happy answer', '3 days', [answered(5)], 'order cancelled'],
  ['before an unhappy one', '1 hour', [answered(1), closed(true)], 'recovered'],
  ['after an unhappy one', '3 days', [answered(1), closed(true)], 'recovered'],
] as const)('no review is asked for of an order cancelled %s', async (_, after, said, end) => {
  const properties = { ...order, total: 14.98 };
  const cancelled: Happening = { of: ASK, after, event: 'Order Cancelled', properties };
  const story = await told({ events: [delivered, ...said, cancelled] });
  expect(what(story.done)).not.toContain('review');
  expect(story.end).toBe(end);
});

test('another order that was cancelled does not matter', async () => {
  const other = {
    at: '2 days',
    event: 'Order Cancelled',
    properties: { order_id: 'o', total: 1 },
  } as const;
  expect(what((await told({ events: [delivered, other] })).done)).toContain('ask');
});

test.each<[string, Scenario]>([
  [
    'who wants no questions',
    { consents: [{ topic: 'feedback', channel: 'email', granted: false }] },
  ],
  ['who wants nothing', { consents: [{ topic: '*', channel: 'email', granted: false }] }],
  ['without an address', { addresses: ['sms'] }],
  ['we are talking to already', { segments: { 'support-open': true } }],
])('a customer %s is not asked', async (_, scenario) => {
  expect(await told({ ...scenario, events: [delivered] })).toMatchObject({ end: 'not asked' });
});

test('a customer who unsubscribes after the question hears from a person, and is not asked for more', async () => {
  const no: Happening = {
    of: ASK,
    after: '2 days',
    consent: { topic: '*', channel: 'email', granted: false },
  };
  const { done } = await told({ events: [delivered, answered(1), no] });
  expect(done.at(-1)).toContain('review: skipped: no consent');
});

test('the same customer is asked once in three months', () => {
  expect(feedbackRequest.reenter).toEqual({ after: '90 days' });
  expect(feedbackRequest).not.toHaveProperty('per');
});

/** Whether some who answered a survey and kept what they ordered are asked for a review in public, and others not. */
function choosesWhomToAsk(paths: readonly Path[]): boolean {
  const asksForReview = (step: string): boolean => {
    const topic = catalog.templates[step.replace(/#\d+$/, '')]?.topic ?? '';
    return catalog.topics[topic]?.kind === 'review request';
  };
  const asked = paths
    .filter(({ trace }) => {
      const took = trace.steps.map(({ outcome }) => outcome);
      return took.includes('took Survey Responded') && !took.includes('took Order Cancelled');
    })
    .map(({ trace }) => trace.steps.some(({ step }) => asksForReview(step)));
  return new Set(asked).size > 1;
}

describe('no journey asks for a review in public by what was answered', () => {
  test.each(journeys.map((journey): [string, AnyDefinition] => [journey.id, journey]))(
    '%s',
    async (_, journey) => {
      expect(choosesWhomToAsk((await explore(journey)).paths)).toBe(false);
    },
  );

  test('one that did would be found', async () => {
    const choosing = journeyOf(async (j: UntypedJourney) => {
      const answer = await j.waitFor('Survey Responded', { within: '7 days' });
      const { score } = (answer as { properties: { score: number } } | undefined)?.properties ?? {};
      if (score === 5) await j.send('feedback-request/review');
      return 'done';
    });
    expect(choosesWhomToAsk((await explore(choosing)).paths)).toBe(true);
  });

  test('nor does any segment hold such a request back', () => {
    const requests = Object.values(catalog.topics).filter(({ kind }) => kind === 'review request');
    expect(requests.map(({ heldBy }) => heldBy)).toEqual([[]]);
  });
});

test.each(journeys.map((journey): [string, AnyDefinition] => [journey.id, journey]))(
  'every path of %s is simulated as it is explored',
  async (_, journey) => {
    const { paths } = await explore(journey);
    for (const path of paths) expect(await simulate(journey, scenarioOf(path))).toEqual(path.trace);
  },
);

test('every path ends within three months, and none asks twice', async () => {
  const { paths } = await explore(feedbackRequest);
  for (const { trace } of paths) {
    expect(trace.at).toBeLessThan(90 * 86_400_000);
    expect(trace.steps.filter(({ step }) => step.includes('/ask')).length).toBeLessThan(2);
  }
});
