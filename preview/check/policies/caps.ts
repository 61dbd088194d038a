import { startsOn, type Instant } from '../../../engine';
import { decide } from '../../../gate';
import { capOf } from '../../backtest/caps';
import { siteOf, type Breach, type Checked, type Policy } from '../policy';
import { messagesOf, momentsOf, type MomentOf, type Walk } from '../walk';

/** A message of one of the journeys that a customer is in. */
interface Queued {
  readonly message: MomentOf<'message'>;
  readonly due: Instant;
  readonly order: number;
}

/** When a message goes, with what has gone before; nothing: a cap keeps it back until it is too late. */
function goesAt({ message, due }: Queued, sent: readonly Instant[]): Instant | undefined {
  const { rules, at, last, channels } = message;
  const facts = channels.map((channel) => ({
    ...{ channel, address: true, suppressed: false, consent: true },
  }));
  let now = due;
  for (;;) {
    const cap = capOf(rules, sent, now);
    const decision = decide(
      {
        ...{ paused: false, verdict: null, erased: false, available: true, deliverable: true },
        ...{ template: { channels: facts }, due, within: last - at, ...(cap && { cap }) },
      },
      now,
    );
    if (decision.status !== 'later') return decision.status === 'send' ? now : undefined;
    now = decision.until;
  }
}

/** Those that a cap keeps back for good, when these are all that this customer is to get. */
function starved(queue: readonly Queued[]): Set<MomentOf<'message'>> {
  const sent = new Map<string, Instant[]>();
  const never = new Set<MomentOf<'message'>>();
  const inTurn = [...queue].sort((a, b) => a.due - b.due || a.order - b.order);
  for (const one of inTurn) {
    const before = sent.get(one.message.topic) ?? [];
    const at = goesAt(one, before);
    if (at === undefined) never.add(one.message);
    else
      sent.set(
        one.message.topic,
        [...before, at].sort((a, b) => a - b),
      );
  }
  return never;
}

const queued = (walk: Walk, order: number, from = 0): Queued[] =>
  messagesOf(walk).map((message) => ({ message, due: from + message.at, order }));

/** What the plain course of another journey sends, started by what happens on this walk. */
function beside(walk: Walk, { spec, walks: [plain], order }: Checked): Queued[] | undefined {
  const start = momentsOf(walk, 'event').find(({ event, properties }) =>
    startsOn(spec, { name: event, properties }, undefined),
  );
  return start && plain && queued(plain, order, start.at);
}

/** Messages that starve on every walk that comes to them, each with its walks. */
function* always(
  walks: readonly Walk[],
  starvedOn: (walk: Walk) => ReadonlySet<MomentOf<'message'>>,
): Generator<{ walk: Walk; at: MomentOf<'message'> }> {
  const goes = new Set<string>();
  const found: { walk: Walk; at: MomentOf<'message'> }[] = [];
  for (const walk of walks) {
    const never = starvedOn(walk);
    for (const at of messagesOf(walk)) {
      if (never.has(at)) found.push({ walk, at });
      else goes.add(siteOf(at));
    }
  }
  for (const one of found) if (!goes.has(siteOf(one.at))) yield one;
}

const limit = ({ rules }: MomentOf<'message'>): string =>
  `${String(rules.cap?.messages)} in ${rules.cap?.per ?? ''}`;

/** Those of the others that send something of the same topic beside this walk, before it is too late. */
const rivals = (walk: Walk, at: MomentOf<'message'>, others: readonly Checked[]): string[] =>
  others
    .filter((other) =>
      (beside(walk, other) ?? []).some(
        ({ message, due }) => message.topic === at.topic && due <= at.last,
      ),
    )
    .map(({ spec }) => spec.id);

/** A customer is in all of them at once: what several send together uses up a cap, too. */
function* starvedBy({ walks, order }: Checked, others: readonly Checked[]): Generator<Breach> {
  const all = (walk: Walk): Queued[] => [
    ...queued(walk, order),
    ...others.flatMap((other) => beside(walk, other) ?? []),
  ];
  for (const { walk, at } of always(walks, (one) => starved(all(one)))) {
    const names = rivals(walk, at, others);
    const who = names.length === 1 ? 'which runs beside it, has' : 'which run beside it, have';
    const by = `${names.join(', ')}, ${who} used up “${at.rules.title}” (${limit(at)})`;
    yield { walk, at, says: `${at.template} can never go: ${by}.` };
  }
}

export const mailStarvedByCap: Policy = {
  id: 'mail-starved-by-cap',
  guards:
    'No message is always kept back by a frequency cap, be it by its own journey or by another.',
  *breaches(journey) {
    const { walks, order, others } = journey;
    const own = new Set<string>();
    for (const { walk, at } of always(walks, (one) => starved(queued(one, order)))) {
      own.add(siteOf(at));
      const by = `the messages before it have used up “${at.rules.title}” (${limit(at)})`;
      yield { walk, at, says: `${at.template} can never go: ${by}.` };
    }
    for (const breach of starvedBy(journey, others))
      if (!breach.at || !own.has(siteOf(breach.at))) yield breach;
  },
};
