import type { ShopCatalog } from '../catalog';
import {
  decideEntry,
  fieldsOf,
  parseDuration,
  perValue,
  startsOn,
  type EventRecord,
  type Instant,
  type Json,
  type JourneySpec,
  type TurnedAway,
} from '../engine';
import { cannotPlay } from './cannot-play';
import { propertiesOf, type Customer } from './customer';
import type { Scenario, ScenarioEvent } from './scenario';

/**
 * What the scenario says, or the first sample of the first event; a sample says what the journey asks of its entry.
 * @throws PermanentError `SCENARIO_INVALID`
 */
export function entryOf(
  catalog: ShopCatalog,
  spec: JourneySpec,
  entry: Partial<ScenarioEvent>,
  about: Readonly<Record<string, Json>> = {},
): ScenarioEvent {
  const event = { event: spec.on[0]?.event ?? '', ...entry };
  const on = spec.on.find((one) => one.event === event.event);
  if (!on) {
    const names = spec.on.map((one) => one.event).join(' or ');
    throw cannotPlay(`entry: ${spec.id} does not start on ${event.event}, but on ${names}`);
  }
  if (entry.properties) return event;
  const asked = 'trigger' in on ? { ...fieldsOf(on.trigger), ...about } : (on.where ?? {});
  const samples = Object.entries(catalog.events[event.event]?.samples ?? {});
  const [fit] = samples.find(([, properties]) => perValue(spec, properties) !== undefined) ?? [];
  const sample = entry.sample ?? (spec.per === undefined ? undefined : fit);
  const named = { ...event, ...(sample !== undefined && { sample }) };
  if (Object.keys(asked).length === 0) return named;
  return { ...named, properties: { ...propertiesOf(catalog, named), ...asked } };
}

/** Since when the customer of this scenario is quiet: by their history, or for just as long as the trigger looks at. */
export function quietSince(
  { on: [first] }: JourneySpec,
  { history = [] }: Scenario,
  start: Instant,
): Readonly<Record<string, Json>> {
  if (!first || !('trigger' in first) || first.trigger.kind !== 'inactive') return {};
  const { of, after } = first.trigger;
  const agos = history.filter(({ event }) => of.includes(event)).map(({ ago }) => ago);
  const quiet = agos.length > 0 ? agos.map(parseDuration) : [parseDuration(after)];
  return { since: new Date(start - Math.min(...quiet)).toISOString() };
}

/** Whether the scenario says anything that the segment hangs on, besides the entry. */
function isSaid(catalog: ShopCatalog, only: string, scenario: Scenario): boolean {
  const facts = catalog.segments[only]?.facts ?? [];
  const { segments = {}, facts: told = {}, history = [] } = scenario;
  return (
    Object.hasOwn(segments, only) ||
    history.length > 0 ||
    facts.some((fact) => Object.hasOwn(told, fact))
  );
}

/**
 * Whether the journey takes the customer in, by the engine's own rules; nobody is held out. Of whom nothing else is
 * said, they are in the segment that it is `only` for.
 * @returns why not
 * @throws PermanentError `SCENARIO_INVALID` where it does not start on such an event at all
 */
export function turnedAway(
  spec: JourneySpec,
  scenario: Scenario,
  customer: Customer,
  entry: EventRecord,
  now: Instant,
): TurnedAway | undefined {
  const starts = startsOn(spec, entry, undefined) || startsOn(spec, entry, spec.id);
  if (!starts) {
    const where = spec.on.flatMap((on) =>
      'trigger' in on ? [] : [JSON.stringify(on.where ?? {})],
    );
    throw cannotPlay(`entry: ${spec.id} starts on ${entry.name} where ${where.join(' or ')}`);
  }
  const { only } = spec;
  if (only !== undefined && !customer.isIn(only, now) && !isSaid(customer.catalog, only, scenario))
    customer.set({ segments: { [only]: true } });
  const decision = decideEntry(
    { ...spec, holdout: 0 },
    {
      ...{ customer: 'customer', properties: entry.properties, earlier: [], now, salt: '' },
      inSegment: only === undefined || customer.isIn(only, now),
    },
  );
  return decision.status === 'turned away' ? decision.reason : undefined;
}
