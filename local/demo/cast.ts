import { bucket, hash32 } from '../../engine';
import { PLACES, type Place } from './places';

/** A made-up person behind a customer of the file. */
export interface Person {
  readonly userId: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string | undefined;
  readonly phone: string | undefined;
  readonly locale: string;
  readonly timeZone: string;
  /** What they said of offers when they signed up; left out: nothing. */
  readonly offers: { readonly email?: boolean; readonly sms?: boolean };
}

const FIRST = [
  'Ada', 'Amir', 'Bea', 'Caleb', 'Chika', 'Dana', 'Elif', 'Emil', 'Farah', 'Gus', 'Hana', 'Ines', 'Ivo', 'Jun', 'Kofi',
  'Lena', 'Luis', 'Mara', 'Mei', 'Nils', 'Noor', 'Olga', 'Pia', 'Rafa', 'Ravi', 'Sara', 'Tess', 'Umar', 'Vera', 'Yara',
]; // prettier-ignore
const LAST = [
  'Adler', 'Bauer', 'Castro', 'Diallo', 'Eriksen', 'Fox', 'Garcia', 'Haas', 'Ito', 'Jansen', 'Khan', 'Lopez', 'Moreau',
  'Nagy', 'Okafor', 'Park', 'Quinn', 'Rossi', 'Silva', 'Tanaka', 'Ueda', 'Varga', 'Weber', 'Xu', 'Young', 'Zeller',
]; // prettier-ignore

/** As many customers as asked for, drawn by hash: the same seed, the same people. */
export function draw(customers: readonly string[], count: number, seed: number): string[] {
  const drawn = (customer: string): number => hash32(`${String(seed)}:draw:${customer}`);
  return [...new Set(customers)].sort((a, b) => drawn(a) - drawn(b)).slice(0, count);
}

/** A person for each customer, in the order given: of the numbers of a country each is somebody's once. */
export function castOf(customers: readonly string[], seed: number): Map<string, Person> {
  const given = new Map<Place, number>();
  const phoneIn = (place: Place): string | undefined => {
    const next = given.get(place) ?? 0;
    given.set(place, next + 1);
    return place.phones[next];
  };
  return new Map(customers.map((customer) => [customer, personOf(customer, seed, phoneIn)]));
}

function personOf(
  customer: string,
  seed: number,
  phoneIn: (place: Place) => string | undefined,
): Person {
  const roll = (what: string): number => bucket(`${String(seed)}:${what}:${customer}`);
  const pick = (names: readonly string[], what: string): string =>
    names[Math.floor((roll(what) / 100) * names.length)] ?? '';
  const firstName = pick(FIRST, 'first name');
  const lastName = pick(LAST, 'last name');
  const place = placeOf(roll('place'));
  const name = `${firstName}.${lastName}.${customer}`.toLowerCase();
  return {
    userId: `cdnow-${customer}`,
    firstName,
    lastName,
    email: roll('has email') < 94 ? `${name}@example.com` : undefined,
    phone: roll('has phone') < 70 ? phoneIn(place) : undefined,
    locale: place.locale,
    timeZone: place.timeZone,
    offers: {
      ...(roll('email consent') < 60
        ? { email: true }
        : roll('email consent') > 92 && { email: false }),
      ...(roll('sms consent') < 60 && { sms: true }),
    },
  };
}

function placeOf(roll: number): Place {
  let upTo = 0;
  for (const place of PLACES) {
    upTo += place.share;
    if (roll < upTo) return place;
  }
  throw new RangeError('the shares of the places are less than all');
}
