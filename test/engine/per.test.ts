import fc from 'fast-check';
import { perOf, readPer, writePer } from '../../engine';

const scalar = fc.oneof(
  fc.string(),
  fc.boolean(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);

test('a value comes out of its row as it went in', () => {
  fc.assert(
    fc.property(scalar, (value) => {
      // JSON knows one zero.
      const kept = Object.is(value, -0) ? 0 : value;
      expect(readPer(writePer(value))).toBe(kept);
      expect(perOf('order_id', writePer(value))).toEqual({ field: 'order_id', value: kept });
    }),
  );
});

test('no value is an empty text, which an empty value is not', () => {
  expect(writePer(undefined)).toBe('');
  expect(readPer('')).toBeUndefined();
  expect(writePer('')).toBe('""');
  expect(perOf('order_id', '')).toBeUndefined();
});

test('an enrollment whose journey has no such field any more is told from none', () => {
  expect(perOf(undefined, '"o-1"')).toBeUndefined();
});
