import type { ShopCatalog } from '../../catalog';
import type { Json } from '../../engine';
import { propertiesOf } from '../customer';
import type { Scenario, ScenarioEvent } from '../scenario';

/** Ids of samples, as events that come again make them their own. */
class Ids {
  readonly #now = new Map<string, string>();
  readonly #used = new Set<string>();

  constructor(private readonly catalog: ShopCatalog) {}

  own<E extends ScenarioEvent>(event: E): E {
    if (event.properties !== undefined) return event;
    const changed: Record<string, Json> = {};
    for (const [field, value] of Object.entries(propertiesOf(this.catalog, event))) {
      if (!field.endsWith('_id') || typeof value !== 'string') continue;
      const id = this.#idOf(`${event.event} ${field}`, value);
      if (id !== value) changed[field] = id;
    }
    if (Object.keys(changed).length === 0) return event;
    const [first = ''] = Object.keys(this.catalog.events[event.event]?.samples ?? {});
    return { ...event, sample: event.sample ?? first, properties: changed };
  }

  #idOf(field: string, value: string): string {
    let id = this.#now.get(value) ?? value;
    for (let again = 2; this.#used.has(`${field} ${id}`); again++) id = `${value}-${String(again)}`;
    this.#used.add(`${field} ${id}`);
    this.#now.set(value, id);
    return id;
  }
}

/**
 * What happened before a story was about other things: ids that its samples share with the story, or with each other,
 * become their own.
 * @param entry - the event that begins the story
 */
export function pastOfItsOwn(
  { history = [], events = [] }: Pick<Scenario, 'history' | 'events'>,
  entry: ScenarioEvent | undefined,
  catalog: ShopCatalog,
): NonNullable<Scenario['history']> {
  const ids = new Ids(catalog);
  if (entry) ids.own(entry);
  for (const one of events) if ('event' in one) ids.own(one);
  return history.map((one) => ids.own(one));
}

/**
 * A second order in the same sample is another order: an id that an event of this name has had becomes a new one, and
 * events that come after it mean that one. Fields that a scenario writes itself stay as they are.
 * @param entry - the event that came before them
 */
export function withOwnIds(
  { events, ...scenario }: Scenario,
  entry: ScenarioEvent | undefined,
  catalog: ShopCatalog,
): Scenario {
  if (!events) return scenario;
  const ids = new Ids(catalog);
  if (entry) ids.own(entry);
  return { ...scenario, events: events.map((one) => ('event' in one ? ids.own(one) : one)) };
}
