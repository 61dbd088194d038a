import fc from 'fast-check';
import { armOf, bucket, hash32 } from '../../engine';

describe('hash and buckets', () => {
  test('the hash is fixed for ever: these values are kept in stores', () => {
    expect(['', 'a', 'perennial', 'é', '漢字'].map(hash32)).toMatchInlineSnapshot(`
     [
       2872998923,
       444641715,
       2605590328,
       3136788073,
       920954693,
     ]
    `);
  });

  test('a bucket lies in [0, 100) for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const at = bucket(text);
        expect(at).toBeGreaterThanOrEqual(0);
        expect(at).toBeLessThan(100);
      }),
    );
  });

  // Chi-square with 99 degrees of freedom: 148.2 is exceeded by chance once in a thousand.
  test.each(['holdout:welcome:', 'split:tone:', '', 'x'])(
    'consecutive ids behind %j spread evenly over 100 buckets',
    (prefix) => {
      const counts = new Array<number>(100).fill(0);
      const count = 100_000;
      for (let i = 0; i < count; i++) counts[Math.floor(bucket(`${prefix}customer-${i}`))]! += 1;
      const expected = count / 100;
      const chi = counts.reduce((sum, seen) => sum + (seen - expected) ** 2 / expected, 0);
      expect(chi).toBeLessThan(148.2);
    },
  );

  test('two salts assign independently', () => {
    let both = 0;
    const count = 50_000;
    for (let i = 0; i < count; i++) {
      if (bucket(`a:customer-${i}`) < 50 && bucket(`b:customer-${i}`) < 50) both++;
    }
    expect(both / count).toBeGreaterThan(0.24);
    expect(both / count).toBeLessThan(0.26);
  });
});

describe('arms', () => {
  test.each([
    [{ a: 50, b: 50 }, 0, 'a'],
    [{ a: 50, b: 50 }, 49.999, 'a'],
    [{ a: 50, b: 50 }, 50, 'b'],
    [{ a: 50, b: 50 }, 99.999, 'b'],
    [{ a: 0, b: 100 }, 0, 'b'],
    [{ a: 100, b: 0 }, 99.999, 'a'],
    [{ a: 33.3, b: 33.3, c: 33.4 }, 99.9999, 'c'],
  ])('%j at %d is %s', (arms, at, arm) => expect(armOf(arms, at)).toBe(arm));

  test('rounding of the sum never falls on an arm without weight', () => {
    const thirds = { a: 100 / 3, b: 100 / 3, c: 100 / 3 - 1e-12, never: 0 };
    expect(armOf(thirds, 99.999_999_999_999)).toBe('c');
  });

  test('each arm gets its weight of the customers', () => {
    const seen: Record<string, number> = {};
    for (let i = 0; i < 100_000; i++) {
      const arm = armOf({ a: 10, b: 30, c: 60 }, bucket(`split:customer-${i}`));
      seen[arm] = (seen[arm] ?? 0) + 1;
    }
    expect(Math.round((seen['a'] ?? 0) / 1_000)).toBe(10);
    expect(Math.round((seen['b'] ?? 0) / 1_000)).toBe(30);
    expect(Math.round((seen['c'] ?? 0) / 1_000)).toBe(60);
  });
});
