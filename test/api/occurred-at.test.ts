import fc from 'fast-check';
import { occurredAt } from '../../api/segment-events';

const NOON = Date.UTC(2026, 10, 22, 12);
const at = (ms: number) => new Date(ms).toISOString();
const HOUR = 3_600_000;

test('without a timestamp, the store says when', () => {
  expect(occurredAt({}, NOON)).toBeUndefined();
  expect(occurredAt({ sentAt: at(NOON) }, NOON)).toBeUndefined();
});

test.each([
  ['a clock that is right', { timestamp: at(NOON - 5000), sentAt: at(NOON) }, NOON - 5000],
  [
    'a clock an hour fast',
    { timestamp: at(NOON + HOUR - 5000), sentAt: at(NOON + HOUR) },
    NOON - 5000,
  ],
  [
    'a clock an hour slow',
    { timestamp: at(NOON - HOUR - 5000), sentAt: at(NOON - HOUR) },
    NOON - 5000,
  ],
  ['a timestamp with no sentAt', { timestamp: at(NOON - HOUR) }, NOON - HOUR],
  ['a timestamp to come with no sentAt', { timestamp: at(NOON + HOUR) }, NOON],
  ['a message sent before it happened', { timestamp: at(NOON + HOUR), sentAt: at(NOON) }, NOON],
  [
    'originalTimestamp beside timestamp',
    { timestamp: at(0), originalTimestamp: at(NOON - 9), sentAt: at(NOON) },
    NOON - 9,
  ],
])('%s', (_, message, expected) => {
  expect(occurredAt(message, NOON)).toBe(expected);
});

test('it is never after it was received, and a sender clock that is off by any amount changes nothing', () => {
  const ms = fc.integer({ min: -1e10, max: 1e10 });
  fc.assert(
    fc.property(ms, ms, (ago, off) => {
      const message = { timestamp: at(NOON - ago), sentAt: at(NOON) };
      const shifted = { timestamp: at(NOON - ago + off), sentAt: at(NOON + off) };
      const mended = occurredAt(message, NOON);
      expect(mended).toBe(Math.min(NOON - ago, NOON));
      expect(occurredAt(shifted, NOON)).toBe(mended);
    }),
  );
});
