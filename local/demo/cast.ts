import { bucket, hash32 } from '../../engine';

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

/** Numbers nobody has: 555-0100 to 555-0199 of any area, and Ofcom's range for drama. */
const PLACES = [
  { share: 40, locale: 'en-US', timeZone: 'America/New_York', phone: '+1212555' },
  { share: 20, locale: 'en-US', timeZone: 'America/Chicago', phone: '+1312555' },
  { share: 25, locale: 'en-US', timeZone: 'America/Los_Angeles', phone: '+1415555' },
  { share: 15, locale: 'en-GB', timeZone: 'Europe/London', phone: '+447700900' },
] as const;

/** As many customers as asked for, drawn by hash: the same seed, the same people. */
export function draw(customers: readonly string[], count: number, seed: number): string[] {
  const drawn = (customer: string): number => hash32(`${String(seed)}:draw:${customer}`);
  return [...new Set(customers)].sort((a, b) => drawn(a) - drawn(b)).slice(0, count);
}

/**
 * @param place - where in the cast, from 0: keeps addresses and numbers apart
 */
export function personOf(customer: string, place: number, seed: number): Person {
  const roll = (what: string): number => bucket(`${String(seed)}:${what}:${customer}`);
  const pick = (names: readonly string[], what: string): string =>
    names[Math.floor((roll(what) / 100) * names.length)] ?? '';
  const firstName = pick(FIRST, 'first name');
  const lastName = pick(LAST, 'last name');
  const home = placeOf(roll('place'));
  // Within one area there are a hundred such numbers: the next hundred people get the next area.
  const number = String(100 + (place % 100)).padStart(4, '0');
  const area = Math.floor(place / 100);
  const phone = home.phone.startsWith('+44')
    ? `${home.phone}${String(place % 1_000).padStart(3, '0')}`
    : `+1${String(Number(home.phone.slice(2, 5)) + area)}555${number}`;
  return {
    userId: `cdnow-${customer}`,
    firstName,
    lastName,
    email:
      roll('has email') < 94
        ? `${firstName}.${lastName}.${customer}@example.com`.toLowerCase()
        : undefined,
    phone: roll('has phone') < 70 ? phone : undefined,
    locale: home.locale,
    timeZone: home.timeZone,
    offers: {
      ...(roll('email consent') < 60
        ? { email: true }
        : roll('email consent') > 92 && { email: false }),
      ...(roll('sms consent') < 45 && { sms: true }),
    },
  };
}

function placeOf(roll: number): (typeof PLACES)[number] {
  let upTo = 0;
  for (const place of PLACES) {
    upTo += place.share;
    if (roll < upTo) return place;
  }
  return PLACES[0];
}
