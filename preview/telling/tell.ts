import type { ShopCatalog } from '../../catalog';
import type { AnyDefinition } from '../../engine';
import { cannotPlay } from '../cannot-play';
import { whenAndWhere } from '../when-where';
import type { Scenario } from '../scenario';
import { simulate } from '../simulate';
import { simulateAll, usualEvents, type ShopStory } from '../simulate-all';
import type { Simulated } from '../simulated';
import { templatesOf } from '../source/catalog';
import type { Loaded } from '../source/load';
import { plural } from '../stories/text';
import { rendered } from './rendered';
import type { ToldStory } from './told-story';

/** In whose words the journeys are written, and where what they send lies: as `loadJourneys` found it. */
export type TellOptions = Pick<Loaded, 'catalog' | 'templates'>;

type Reader = Pick<ToldStory, 'start' | 'zone' | 'locale'>;

const readerOf = (scenario: Scenario, catalog: ShopCatalog): Reader => ({
  ...whenAndWhere(catalog, scenario),
  locale: scenario.locale ?? catalog.shop.locale,
});

/** Plays one customer's way through a journey, and tells it with the messages as they are. */
export async function tellOne(
  definition: AnyDefinition,
  scenario: Scenario,
  { catalog, templates }: TellOptions,
): Promise<{ readonly story: ToldStory; readonly played: Simulated }> {
  const played = await simulate(definition, scenario, { catalog });
  const { diary, messages, left } = played;
  const story = {
    ...{
      title: `${definition.id}: ${definition.title}`,
      isShop: false,
      ...readerOf(scenario, catalog),
    },
    ...{
      diary,
      left,
      quiet: [],
      ahead: [],
      rendered: await rendered(messages, await templatesOf(templates), catalog),
    },
  };
  return { story, played };
}

/** @throws PermanentError `SCENARIO_INVALID` */
function refuseOfOneRun({ entry, outcomes, broken }: Scenario): void {
  if (entry) throw cannotPlay('entry: all journeys begin by themselves; write an event');
  if (outcomes ?? broken) throw cannotPlay('outcomes and broken are of one run: name its journey');
}

/** Plays one customer's days across journeys; without events of a scenario's own, the usual ones. */
export async function tellAll(
  definitions: readonly AnyDefinition[],
  { events = [], ...scenario }: Scenario,
  { catalog, templates, days }: TellOptions & { readonly days: number },
): Promise<{ readonly story: ToldStory; readonly played: ShopStory }> {
  refuseOfOneRun(scenario);
  const coming = events.length > 0 ? events : usualEvents;
  const played = await simulateAll(definitions, { ...scenario, events: coming }, { catalog, days });
  const { diary, messages, left, quiet, ahead } = played;
  const title = `One customer’s ${plural(days, 'day')} across ${plural(definitions.length, 'journey')}`;
  const story = {
    ...{ title, isShop: true, ...readerOf(scenario, catalog) },
    ...{
      diary,
      left,
      quiet,
      ahead,
      rendered: await rendered(messages, await templatesOf(templates), catalog),
    },
  };
  return { story, played };
}
