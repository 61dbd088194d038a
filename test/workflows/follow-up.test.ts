import { catalog, inSegment, stepFacts } from '../../catalog';
import { DAY } from '../../engine';
import {
  explore,
  reviewText,
  simulate,
  storiesOf,
  type Happening,
  type Scenario,
} from '../../preview';
import { followUp } from '../../workflows/follow-up';

/** A Thursday noon in New York. */
const start = '2026-03-05T17:00:00Z';
const delivered = (days: number): Happening => ({
  at: `${days} days`,
  event: 'Order Delivered',
  properties: { order_id: 'o-1' },
});

/** What was sent and when, by the customer's clock, and the end. */
async function told(scenario: Scenario = {}) {
  const zone = scenario.zone ?? 'America/New_York';
  const { steps, end } = await simulate(followUp, { start, zone, ...scenario });
  const clock = new Intl.DateTimeFormat('sv-SE', {
    ...{ timeZone: zone, dateStyle: 'short', timeStyle: 'short' },
  });
  const sends = steps
    .filter(({ step }) => step.startsWith('follow-up/'))
    .map(({ step, outcome, at }) => {
      const when = clock.format(Date.parse(start) + at);
      return `${when} ${step.slice('follow-up/'.length, -2)}: ${outcome}`;
    });
  return { sends, end };
}

test('its stories and paths are those that were reviewed', async () => {
  expect(reviewText(storiesOf(await explore(followUp)))).toMatchSnapshot();
});

test('thanks at once, how-to three evenings after the parcel, what goes with it eleven later', async () => {
  expect(await told({ events: [delivered(4)] })).toEqual({
    sends: [
      '2026-03-05 12:00 thanks: sent: email',
      '2026-03-12 18:00 how-to: sent: email',
      '2026-03-23 18:00 goes-with: sent: email',
    ],
    end: 'delivered',
  });
});

test('a parcel nobody reports is taken to have come after ten days', async () => {
  expect(await told()).toMatchObject({
    sends: [expect.anything(), '2026-03-16 18:00 how-to: sent: email', expect.anything()],
    end: 'delivery unknown',
  });
});

test('the evening is the customer’s own', async () => {
  const { sends } = await told({ zone: 'Asia/Kolkata', events: [delivered(1)] });
  expect(sends[1]).toBe('2026-03-09 18:00 how-to: sent: email');
});

test('who bought before knows how to keep a record', async () => {
  const history = [{ ago: '200 days', event: 'Order Completed' }] as const;
  const { sends, end } = await told({ history, events: [delivered(2)] });
  expect(sends.map((line) => line.split(' ')[2])).toEqual(['thanks:', 'goes-with:']);
  expect(end).toBe('delivered');
});

test.each([
  ['before it comes', '2 days'],
  ['after the how-to', '9 days'],
] as const)('a cancelled order is the end, %s', async (_, at) => {
  const cancelled = { event: 'Order Cancelled', properties: { order_id: 'o-1', total: 14.98 } };
  const { sends, end } = await told({ events: [delivered(3), { at, ...cancelled }] });
  expect(end).toBe('exit: Order Cancelled');
  expect(sends.join()).not.toContain('goes-with');
});

test('another order’s parcel and another order’s cancelling are not this one’s', async () => {
  const other = { order_id: 'o-9', total: 1 };
  const events: Happening[] = [
    { at: '1 day', event: 'Order Delivered', properties: other },
    { at: '2 days', event: 'Order Cancelled', properties: other },
  ];
  expect((await told({ events })).end).toBe('delivery unknown');
});

test('a second order within days makes this story give way to its own', async () => {
  const again = { order_id: 'o-2', total: 20, products: [] };
  const events: Happening[] = [{ at: '5 days', event: 'Order Completed', properties: again }];
  expect(await told({ events })).toMatchObject({
    sends: [expect.stringContaining('thanks')],
    end: 'converted',
  });
});

test('the same order told again is not the next one', async () => {
  const again: Happening = {
    ...{ at: '1 minutes', event: 'Order Completed' },
    properties: { order_id: 'o-1', total: 20, products: [] },
  };
  const { sends, end } = await told({ events: [again] });
  expect(end).toBe('delivery unknown');
  expect(sends.at(-1)).toContain('goes-with: sent');
});

test('who wants no offers gets thanks and how-to, and no more', async () => {
  const consents = [{ topic: '*', channel: 'email', granted: false }] as const;
  expect(
    (await told({ consents, events: [delivered(1)] })).sends.map((line) => line.slice(17)),
  ).toEqual(['thanks: sent: email', 'how-to: sent: email', 'goes-with: skipped: no consent']);
});

test('without an address for mail the thanks go by text', async () => {
  expect((await told({ addresses: ['sms'] })).sends[0]).toContain('thanks: sent: sms');
});

test('nothing goes with it for who has it all; an open inquiry holds it', async () => {
  expect((await told({ facts: { 'goes-with': null } })).end).toBe('nothing to add');
  const { sends } = await told({ segments: { 'support-open': true } });
  expect(sends.at(-1)).toMatch(/goes-with: skipped: /);
});

test('thanks that are days late are not sent any more', async () => {
  const thanks = 'follow-up/thanks#1';
  const events: Happening[] = [
    { at: '3 days', mended: thanks },
    { at: '3 days', operator: 'retry' },
  ];
  expect((await told({ broken: [thanks], events })).sends[0]).toContain(
    'thanks: skipped: too late',
  );
});

test('an order that is imported long after it was placed is not thanked for', () => {
  const placed = (at: number) =>
    stepFacts(
      catalog,
      {},
      {
        name: 'Order Completed',
        properties: { order_id: 'o-1', total: 1, products: [] },
        occurredAt: at,
      },
    );
  const now = Date.parse(start);
  expect(followUp.only).toBe('just-ordered');
  const enters = (daysAgo: number) =>
    inSegment(catalog, 'just-ordered', placed(now - daysAgo * DAY), now);
  expect([enters(0), enters(2.9), enters(3), enters(60)]).toEqual([true, true, false, false]);
});
