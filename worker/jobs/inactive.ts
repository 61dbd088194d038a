import { lastOf, type FactStates } from '../../catalog';
import { parseDuration, type Instant, type JourneySpec, type Trigger } from '../../engine';

export type Inactive = Extract<Trigger, { kind: 'inactive' }>;

/** A journey's trigger with its key in the `due` table: `<journey>/<index in on>`. */
export interface KeyedTrigger {
  readonly key: string;
  readonly journey: string;
  readonly trigger: Inactive;
}

export const inactiveTriggers = (journeys: readonly JourneySpec[]): KeyedTrigger[] =>
  journeys.flatMap(({ id, on }) =>
    on.flatMap((entry, index) =>
      'trigger' in entry && entry.trigger.kind === 'inactive'
        ? [{ key: `${id}/${index}`, journey: id, trigger: entry.trigger }]
        : [],
    ),
  );

/** The newest of the events a trigger counts from: its name, and when it occurred. */
export function newestOf(
  { of }: Pick<Inactive, 'of'>,
  states: FactStates,
): { readonly event: string; readonly at: Instant } | undefined {
  const known = of.flatMap((event) => {
    const at = states[lastOf(event)];
    return typeof at === 'number' ? [{ event, at }] : [];
  });
  return known.reduce<(typeof known)[number] | undefined>(
    (newest, one) => (newest && newest.at >= one.at ? newest : one),
    undefined,
  );
}

export const silentFor = ({ after }: Pick<Inactive, 'after'>): number => parseDuration(after);
