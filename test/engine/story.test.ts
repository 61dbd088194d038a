import { outcomeLine, type Json } from '../../engine';

describe('an outcome in a few words', () => {
  test.each<[string, Json, string]>([
    ['a message that went out', { status: 'sent', channel: 'email', message: 'm1' }, 'sent: email'],
    ['a message that did not', { status: 'skipped', reason: 'no consent' }, 'skipped: no consent'],
    ['an effect', { status: 'done', offer: 'o1' }, 'done'],
    ['a refusal', { status: 'refused', reason: 'budget spent' }, 'refused: budget spent'],
    ['an open wait', { until: 0 }, 'until 1970-01-01T00:00:00.000Z'],
    ['a date gone by', { until: 0, passed: true }, 'passed'],
    ['an event', { event: { id: 'e', name: 'Paid', at: '', properties: {} } }, 'took Paid'],
    ['a time-out', {}, 'timed out'],
    ['a skip', { skipped: true }, 'skipped by hand'],
    ['a yes', true, 'true'],
    ['an arm', 'playful', 'playful'],
    ['a number', 0, '0'],
    ['nothing', null, ''],
  ])('%s', (_what, value, line) => expect(outcomeLine(value)).toBe(line));
});
