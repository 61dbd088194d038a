import { join } from 'node:path';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { parseEmail, parsePhone } from '../../channels';
import { DAY } from '../../engine';
import { ALL, readCdnow } from '../../local/demo/cdnow';
import { castOf, draw } from '../../local/demo/cast';
import { PLACES } from '../../local/demo/places';
import { messageIdsOf, originOf, writeScript } from '../../local/demo/script';

const orders = readCdnow(join(__dirname, '../../examples/cdnow/CDNOW_sample.txt'));
const today = Date.UTC(2026, 10, 22, 15, 30);
const settings = {
  customers: 50,
  days: 150,
  seed: 1,
  origin: originOf(today, 150),
  products: ['one', 'two'],
};

describe('the CDNOW file', () => {
  test('has the orders and customers that its authors count', () => {
    expect(orders).toHaveLength(6919);
    expect(new Set(orders.map(({ customer }) => customer)).size).toBe(2357);
    expect(ALL.customers).toBe(2357);
    expect(Math.max(...orders.map(({ day }) => day))).toBe(ALL.days - 1);
    expect(orders[0]).toEqual({ customer: '0001', day: 0, quantity: 2, total: 29.33 });
  });

  test('with a line that is none of its kind is refused by the number of the line', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'perennial-cdnow-')), 'orders.txt');
    writeFileSync(file, ' 00004 0001 19970101  2   29.33\n 00004 0001 yesterday  2   29.33\n');
    expect(() => readCdnow(file)).toThrow(/Line 2 of/);
  });
});

describe('the cast', () => {
  const ids = orders.map(({ customer }) => customer);

  test('is the same for the same seed, and another for another', () => {
    expect(draw(ids, 50, 1)).toEqual(draw(ids, 50, 1));
    expect(draw(ids, 50, 2)).not.toEqual(draw(ids, 50, 1));
    expect(new Set(draw(ids, 50, 1)).size).toBe(50);
  });

  test('has addresses at example.com and numbers set aside for fiction, each its own', () => {
    // All there are: the numbers must not run out, nor be given twice.
    const people = [...castOf(draw(ids, ALL.customers, 1), 1).values()];
    const emails = people.flatMap(({ email }) => email ?? []);
    const phones = people.flatMap(({ phone }) => phone ?? []);
    for (const email of emails) {
      expect(parseEmail(email)).toBe(email);
      expect(email).toMatch(/@example\.com$/);
    }
    for (const phone of phones) {
      expect(parsePhone(phone)).toBe(phone);
      expect(phone).toMatch(/^(\+1\d{3}55501\d{2}|\+447700900\d{3}|\+6149157\d{4})$/);
    }
    expect(new Set(emails).size).toBe(emails.length);
    expect(new Set(phones).size).toBe(phones.length);
    expect(phones.length).toBeLessThan(people.length);
  });

  test('lives in four countries, and everyone has a place', () => {
    expect(PLACES.reduce((sum, { share }) => sum + share, 0)).toBe(100);
    const people = [...castOf(draw(ids, 200, 1), 1).values()];
    expect(new Set(people.map(({ locale }) => locale))).toEqual(
      new Set(['en-US', 'en-CA', 'en-GB', 'en-AU']),
    );
    expect(new Set(people.map(({ timeZone }) => timeZone)).size).toBe(PLACES.length);
  });
});

describe('the script', () => {
  const script = writeScript(orders, settings);

  test('holds every order of the drawn customers in the first 150 days, and one sign-up each', () => {
    const drawn = new Set(script.map(({ person }) => person.userId.slice(6)));
    expect(drawn.size).toBe(50);
    expect(script.filter(({ kind }) => kind === 'sign-up')).toHaveLength(50);
    expect(script.filter(({ kind }) => kind === 'order')).toHaveLength(
      orders.filter(({ customer, day }) => day < 150 && drawn.has(customer)).length,
    );
  });

  test('runs forward in time, a sign-up before the first order, and ends today', () => {
    const seen = new Set<string>();
    let last = settings.origin;
    for (const happening of script) {
      const { kind, at, person } = happening;
      expect(at).toBeGreaterThanOrEqual(last);
      last = at;
      if (kind === 'order') {
        expect(seen).toContain(person.userId);
        seen.add(happening.properties.order_id);
      } else if (kind !== 'sign-up') expect(seen).toContain(happening.properties.order_id);
      seen.add(person.userId);
    }
    expect(settings.origin + 150 * DAY).toBe(Date.UTC(2026, 10, 23));
    expect(last).toBeLessThan(Date.UTC(2026, 10, 23));
  });

  test('is the same for the same seed', () => {
    expect(writeScript(orders, settings)).toEqual(script);
  });

  test('sends each of its events under an id of its own', () => {
    const sent = script.flatMap(messageIdsOf);
    expect(new Set(sent).size).toBe(sent.length);
  });

  test('most parcels arrive, and of the others some are given back', () => {
    const count = (kind: string) => script.filter((one) => one.kind === kind).length;
    expect(count('delivery')).toBeGreaterThan(count('order') * 0.8);
    expect(count('cancellation')).toBeGreaterThan(0);
    expect(count('delivery') + count('cancellation')).toBeLessThan(count('order'));
  });
});
