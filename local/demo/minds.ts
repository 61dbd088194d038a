import { DAY, HOUR, bucket, type Instant } from '../../engine';

/** What somebody will do about a mail, so long after it came. Virtual ms. */
export type Intent = { readonly after: Instant } & (
  | {
      readonly kind: 'answered';
      readonly score: number;
      readonly comment: string | undefined;
      /** A browser that says that a person clicked. */
      readonly modern: boolean;
    }
  | { readonly kind: 'unsubscribed'; readonly all: boolean }
  | { readonly kind: 'clicked' }
);

/** What of a mail a person decides by. */
export interface Mail {
  readonly to: string;
  /** How many mails this one had before. */
  readonly place: number;
  readonly asks: boolean;
  readonly offersWayOut: boolean;
  readonly links: boolean;
}

const SCORES: readonly (readonly [score: number, upTo: number])[] = [
  [5, 40],
  [4, 65],
  [3, 75],
  [2, 87],
  [1, 100],
];
const HAPPY = [
  'Arrived in no time, and it sounds wonderful.',
  'Packed as if for the moon. Thank you!',
  'Just what I had been looking for.',
];
const UNHAPPY = [
  'The sleeve came torn.',
  'It took far longer than you said, and nobody answered me.',
  'Side two skips. I would like another copy.',
];

const pick = (list: readonly string[], roll: number): string =>
  list[Math.floor((roll / 100) * list.length)] ?? '';

/** The same seed, person and mail: the same intents. */
export function intentsOf(seed: number, mail: Mail): Intent[] {
  const roll = (what: string): number =>
    bucket(`${String(seed)}:${what}:${mail.to}:${String(mail.place)}`);
  const share = (what: string): number => roll(what) / 100;
  const intents: Intent[] = [];
  if (mail.asks && roll('answers') < 60) {
    const score = SCORES.find(([, upTo]) => roll('score') < upTo)?.[0] ?? 5;
    const speaks = roll('comments') < (score > 2 ? 30 : 70);
    intents.push({
      kind: 'answered',
      after: HOUR + share('thinks') * 3 * DAY,
      score,
      comment: speaks ? pick(score > 2 ? HAPPY : UNHAPPY, roll('words')) : undefined,
      modern: roll('browser') < 85,
    });
  }
  if (mail.offersWayOut && !mail.asks && roll('leaves') < 1.5) {
    intents.push({
      kind: 'unsubscribed',
      after: HOUR + share('hesitates') * 2 * DAY,
      all: roll('leaves all') < 40,
    });
  } else if (mail.links && !mail.asks && roll('clicks') < 12) {
    intents.push({ kind: 'clicked', after: HOUR + share('opens') * 2 * DAY });
  }
  return intents;
}

/** What each of these mails' people would say beside a score, in the order in which the mails came. */
export function commentsOf(
  seed: number,
  mails: readonly { readonly id: string; readonly to: string }[],
): ReadonlyMap<string, string> {
  const before = new Map<string, number>();
  const comments = new Map<string, string>();
  for (const { id, to } of mails) {
    const place = before.get(to) ?? 0;
    before.set(to, place + 1);
    const [intent] = intentsOf(seed, { to, place, asks: true, offersWayOut: false, links: false });
    if (intent?.kind === 'answered' && intent.comment !== undefined) {
      comments.set(id, intent.comment);
    }
  }
  return comments;
}
