import { DAY } from '../../../engine';
import { onEveryWalk, type Breach, type Checked, type Policy } from '../policy';
import { isPromotion, messagesOf, momentsOf, type Walk } from '../walk';

const YEAR = 365 * DAY;

const endsOf = (walks: readonly Walk[]): ReadonlySet<string> =>
  new Set(walks.flatMap(({ end }) => (end === undefined ? [] : [end])));

export const endNobodyReaches: Policy = {
  id: 'end-nobody-reaches',
  guards: 'Every end of a journey is somebody’s.',
  *breaches({ walks, impossible, unreached }) {
    const reached = endsOf(walks);
    for (const { place, ends } of unreached) {
      const [end] = ends.filter((one) => !reached.has(one));
      if (end !== undefined) yield { place, says: `Nobody reaches the end “${end}”.` };
    }
    for (const walk of impossible) {
      const { end } = walk;
      if (end === undefined || reached.has(end)) continue;
      const at = momentsOf(walk, 'answer').at(-1);
      const says = `Nobody reaches the end “${end}”: after what happened it cannot be so.`;
      yield { walk, says, ...(at && { at }) };
    }
  },
};

export const branchNoSampleTakes: Policy = {
  id: 'branch-no-sample-takes',
  guards: 'Every branch of a journey can be tried: some sample of the catalogue leads to it.',
  *breaches({ walks, unreached }) {
    const reached = endsOf(walks);
    for (const { place, text, ends } of unreached) {
      if (ends.some((end) => !reached.has(end))) continue;
      yield { place, says: `No sample leads to: ${text}` };
    }
  },
};

export const noWayOut = onEveryWalk({
  id: 'no-way-out',
  guards: 'Whoever does what a journey goes on promoting has left it: it has a goal.',
  *find(walk, { spec: { goal } }) {
    const [first, ...others] = messagesOf(walk).filter(isPromotion);
    const at = others.find((one) => first && one.at > first.at);
    if (goal || !at) return;
    yield { at, says: `${at.template} promotes whatever they have done since: there is no goal.` };
  },
});

export const overAYear = onEveryWalk({
  id: 'over-a-year',
  guards: 'Nobody is in a journey for more than a year: what repeats is a trigger.',
  *find({ over }) {
    if (over > YEAR) yield { says: `It is over after ${String(Math.round(over / DAY))} days.` };
  },
});

export const standsStill = onEveryWalk({
  id: 'stands-still',
  guards: 'Every way through a journey comes to an end.',
  *find({ stands, moments }) {
    if (stands === undefined) return;
    const at = moments.at(-1);
    const says = `It comes no further. ${stands.replace(/^stuck: /, '')}`;
    yield { says, ...(at && { at }) };
  },
});

/** Why an event never comes to a wait, a goal or an exit; nothing: it may. */
function neverComes({ catalog, spec, walks, others }: Checked, event: string): string | undefined {
  const entry = Object.hasOwn(catalog.events, event) ? catalog.events[event] : undefined;
  if (!entry) return 'the catalogue has no such event';
  if (entry.by === 'engine') return 'it only ever starts the journey whose trigger it is';
  if (entry.by !== 'journeys') return undefined;
  const all = [walks, ...others.map((one) => one.walks)].flat();
  const isTracked = all.some((walk) =>
    momentsOf(walk, 'effect').some(
      ({ effect, input }) => effect === 'track' && input['event'] === event,
    ),
  );
  return isTracked ? undefined : `only journeys send it, and none beside ${spec.id} does`;
}

/** Of a wait for answers to a message: whether events of this name ever name one. */
const namesMessages = ({ catalog }: Checked, event: string): boolean =>
  Object.hasOwn(catalog.events[event]?.schema.shape ?? {}, 'message');

function* inWaits(journey: Checked): Generator<Breach> {
  for (const walk of journey.walks) {
    for (const at of momentsOf(walk, 'wait')) {
      const { wait } = at;
      if (wait.kind !== 'event') continue;
      for (const event of wait.events) {
        const why =
          typeof wait.message === 'string' && !namesMessages(journey, event)
            ? 'it never says which message it answers'
            : neverComes(journey, event);
        if (why !== undefined)
          yield { walk, at, says: `“${event}” is waited for in vain: ${why}.` };
      }
    }
  }
}

export const eventNobodySends: Policy = {
  id: 'event-nobody-sends',
  guards: 'Whatever a journey waits for, somebody sends.',
  *breaches(journey) {
    const { goal, exit, on } = journey.spec;
    const ends = [...(goal ? [goal.event] : []), ...exit.map(({ event }) => event)];
    for (const event of ends) {
      const why = neverComes(journey, event);
      if (why !== undefined) yield { says: `“${event}” never ends it: ${why}.` };
    }
    for (const one of on.filter((entry) => !('trigger' in entry))) {
      const why = neverComes(journey, one.event);
      if (why !== undefined) yield { says: `“${one.event}” never starts it: ${why}.` };
    }
    yield* inWaits(journey);
  },
};
