import {
  concerns,
  isOwnEntry,
  matches,
  perValue,
  startsOn,
  type EventRecord,
  type JourneySpec,
  type RunInput,
} from '../engine';

/** An event, whenever it comes. */
export type Happened = Pick<EventRecord, 'name' | 'properties'>;

/** How a run stands to its goal: reachable, reached before, or its window is over; without one, over. */
export type GoalState = 'open' | 'reached' | 'over';

/**
 * The ends that an event gives a run, in this order: the later one stays. The same event may be goal and exit:
 * then it is the goal. `restarted` is for whoever may enter.
 */
export function verdictsOf(
  spec: JourneySpec,
  per: RunInput['per'],
  event: Happened,
  goal: GoalState,
): readonly string[] {
  const verdicts: string[] = [];
  if (event.name === spec.goal?.event && goal !== 'over') {
    if (goal === 'open' && !isOwnEntry(spec, per, event)) verdicts.push('converted');
  } else if (spec.exit.some((match) => matches(event, match)) && concerns(event.properties, per)) {
    return [`exit: ${event.name}`];
  }
  const isSame = perValue(spec, event.properties) === per?.value;
  const starts = spec.reenter === 'restart' && isSame && startsOn(spec, event, undefined);
  return starts ? [...verdicts, 'restarted'] : verdicts;
}
