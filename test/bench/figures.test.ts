import fc from 'fast-check';
import { percentile, spreadOf } from '../../bench/figures';

test.each([
  [[1], { min: 1, median: 1, max: 1 }],
  [[3, 1, 2], { min: 1, median: 2, max: 3 }],
  [[4, 1, 3, 2], { min: 1, median: 2.5, max: 4 }],
])('of %j the spread is %j', (figures, spread) => {
  expect(spreadOf(figures)).toEqual(spread);
});

test('half lies below p50 and all but one in a hundred below p99', () => {
  const figures = Array.from({ length: 100 }, (_, n) => n + 1);
  expect([percentile(figures, 0.5), percentile(figures, 0.99), percentile(figures, 1)]).toEqual([
    50, 99, 100,
  ]);
});

test('the median lies between the ends, whatever the order', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1 }),
      (all) => {
        const { min, median, max } = spreadOf(all);
        expect(min).toBeLessThanOrEqual(median);
        expect(median).toBeLessThanOrEqual(max);
        expect(spreadOf([...all].reverse())).toEqual({ min, median, max });
      },
    ),
  );
});

test('of nothing there is no figure', () => {
  expect(() => spreadOf([])).toThrow('no figures');
});
