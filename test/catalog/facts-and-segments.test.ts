import fc from 'fast-check';
import {
  catalog,
  factValue,
  inSegment,
  lastOf,
  stepFacts,
  type FactEvent,
  type FactStates,
} from '../../catalog';
import type { Json } from '../../engine';

const day = (text: string): number => Date.parse(`${text}T12:00:00Z`);
let orders = 0;
const ordered = (total: number, at: string, order_id = `o${orders++}`): FactEvent => ({
  name: 'Order Completed',
  properties: { order_id, total, products: [] },
  occurredAt: day(at),
});
const cancelled = (total: number, at: string, order_id = `o${orders++}`): FactEvent => ({
  name: 'Order Cancelled',
  properties: { order_id, total },
  occurredAt: day(at),
});
const after = (...events: FactEvent[]): FactStates =>
  events.reduce<Record<string, Json>>(
    (states, event) => ({ ...states, ...stepFacts(catalog, states, event) }),
    {},
  );
const now = day('2026-03-10');
const value = (fact: string, states: FactStates, at = now): Json | undefined =>
  factValue(catalog, fact, states, at);

describe('a customer', () => {
  it('of whom nothing is known has ordered nothing, spent nothing, and is in no segment', () => {
    expect([value('orders', {}), value('spent', {}), value('last-order', {})]).toEqual([
      0,
      0,
      undefined,
    ]);
    for (const segment of Object.keys(catalog.segments)) {
      expect(inSegment(catalog, segment, {}, now)).toBe(false);
    }
  });

  it('who ordered once is a first-time buyer, who ordered twice is not', () => {
    const once = after(ordered(20.1, '2026-03-01'));
    const twice = after(ordered(20.1, '2026-03-01'), ordered(10.2, '2026-03-05'));
    expect([value('orders', once), value('orders', twice), value('spent', twice)]).toEqual([
      1, 2, 30.3,
    ]);
    expect([
      inSegment(catalog, 'first-time-buyer', once, now),
      inSegment(catalog, 'ordered', once, now),
    ]).toEqual([true, true]);
    expect([
      inSegment(catalog, 'first-time-buyer', twice, now),
      inSegment(catalog, 'ordered', twice, now),
    ]).toEqual([false, true]);
  });

  it('who cancelled the only order has ordered nothing', () => {
    const states = after(ordered(20, '2026-03-01'), cancelled(20, '2026-03-02'));
    expect([value('orders', states), value('spent', states)]).toEqual([0, 0]);
    expect(inSegment(catalog, 'ordered', states, now)).toBe(false);
  });

  it('is a vip for 250 within twelve months, and no more when the month falls out', () => {
    const states = after(ordered(200, '2025-06-20'), ordered(50, '2026-01-02'));
    expect(inSegment(catalog, 'vip', states, day('2026-05-31'))).toBe(true);
    expect(inSegment(catalog, 'vip', states, day('2026-06-01'))).toBe(false);
    const fact = catalog.facts['spent-in-a-year'];
    expect(fact?.changesAt?.(states['spent-in-a-year'] ?? null, day('2026-03-10'))).toBe(
      Date.UTC(2026, 5, 1),
    );
  });
});

describe('what is told twice', () => {
  it('is one order, one sum and one silence, whoever tells of it first', () => {
    const order = (at: string) => ordered(30, at, 'o-1');
    const states = after(order('2026-03-01'), order('2026-03-02'));
    expect([value('orders', states), value('spent', states)]).toEqual([1, 30]);
    expect(inSegment(catalog, 'first-time-buyer', states, now)).toBe(true);
    expect(states[lastOf('Order Completed')]).toBe(day('2026-03-01'));
  });

  it('is one cancelling, and what is cancelled stays so', () => {
    const [order, back] = [ordered(30, '2026-03-01', 'o-1'), cancelled(30, '2026-03-02', 'o-1')];
    const states = after(ordered(10, '2026-02-01'), order, back, order, back);
    expect([value('orders', states), value('spent', states)]).toEqual([1, 10]);
  });

  it('changes no fact, in whatever order it comes', () => {
    fc.assert(
      fc.property(anyEvents.chain(withSomeTwice), ({ once, twice }) => {
        const [told, again] = [after(...once), after(...twice)];
        for (const fact of Object.keys(catalog.facts)) {
          expect(value(fact, again)).toEqual(value(fact, told));
        }
      }),
    );
  });

  it('is told by its own id: what has none is always new', () => {
    const scored = (score: number) => ({
      ...{ name: 'Survey Responded', properties: { survey: 's', score } },
      occurredAt: now,
    });
    expect(value('last-score', after(scored(5), scored(1), scored(5)))).toBe(5);
  });

  it('is remembered of the last hundred, so that what is kept does not grow for ever', () => {
    const states = after(...Array.from({ length: 300 }, () => ordered(1, '2026-03-01')));
    expect(value('orders', states)).toBe(300);
    expect(states['told Order Completed']).toHaveLength(100);
  });
});

it('the newest event of a name is remembered, also when an older one comes later', () => {
  const states = after(ordered(1, '2026-03-05'), ordered(1, '2026-02-01'));
  expect(states[lastOf('Order Completed')]).toBe(day('2026-03-05'));
  expect(value('last-order', states)).toBe('2026-03-05T12:00:00.000Z');
});

it('only those events are remembered that are asked for', () => {
  const event = ordered(1, '2026-03-05');
  expect(stepFacts(catalog, {}, event, new Set(['Signed Up']))).not.toHaveProperty([
    lastOf(event.name),
  ]);
  expect(stepFacts(catalog, {}, event, new Set([event.name]))).toHaveProperty([lastOf(event.name)]);
});

it('an unknown event and a misfit change nothing', () => {
  expect(stepFacts(catalog, {}, { ...ordered(1, '2026-03-05'), name: 'Nothing' })).toEqual({});
  expect(
    stepFacts(catalog, {}, { ...ordered(1, '2026-03-05'), properties: { total: 'x' } }),
  ).toEqual({});
});

it('an unknown fact has no value, and nobody is in an unknown segment', () => {
  expect([value('toString', {}), inSegment(catalog, 'toString', {}, now)]).toEqual([
    undefined,
    false,
  ]);
});

const anyEvents = fc.array(
  fc
    .tuple(fc.boolean(), fc.integer({ min: 0, max: 50_000 }), fc.integer({ min: 0, max: 1200 }))
    .map(([order, total, days]) => {
      const at = new Date(Date.UTC(2023, 0, 1) + days * 86_400_000).toISOString().slice(0, 10);
      return (order ? ordered : cancelled)(total / 100, at);
    }),
  { maxLength: 30 },
);

/** Events, and the same with some of them told again later on. */
const withSomeTwice = (once: readonly FactEvent[]) =>
  fc.array(fc.nat({ max: Math.max(0, once.length - 1) }), { maxLength: 10 }).map((again) => ({
    once,
    twice: [...once, ...again.flatMap((index) => once[index] ?? [])],
  }));

it('states are plain JSON, small, and survive being stored', () => {
  fc.assert(
    fc.property(anyEvents, (events) => {
      const states = after(...events);
      expect(JSON.parse(JSON.stringify(states))).toEqual(states);
      expect(JSON.stringify(states).length).toBeLessThan(600);
    }),
  );
});

it('between two changes that a fact announces, its value stays the same', () => {
  fc.assert(
    fc.property(
      anyEvents,
      fc.integer({ min: 0, max: 1600 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (events, days, part) => {
        const states = after(...events);
        const at = Date.UTC(2023, 0, 1) + days * 86_400_000;
        for (const [name, fact] of Object.entries(catalog.facts)) {
          const next = fact.changesAt?.(states[name] ?? fact.start, at) ?? at + 1000 * 86_400_000;
          expect(next).toBeGreaterThan(at);
          expect(value(name, states, Math.floor(at + (next - at) * part))).toEqual(
            value(name, states, at),
          );
        }
      },
    ),
  );
});
