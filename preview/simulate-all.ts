import { catalog as shopCatalog, type ShopCatalog } from '../catalog';
import {
  DAY,
  parseDuration,
  specOf,
  type AnyDefinition,
  type Instant,
  type JourneySpec,
} from '../engine';
import { Clock, type PastRun } from './backtest/clock';
import { expect } from './backtest/coming';
import { checked } from './backtest/history';
import { withSettings } from './backtest/settings';
import { Shop } from './backtest/shop';
import { Diary, type DiaryEntry, type SentMessage } from './diary';
import type { Happening, Scenario } from './scenario';
import { pastOfItsOwn, withOwnIds } from './telling/own-ids';
import { Timeline } from './timeline';
import type { Trace } from './trace';
import { whenAndWhere } from './when-where';

/** One customer over all journeys. What acts on a single run or step has no place here. */
export type ShopScenario = Omit<Scenario, 'entry' | 'outcomes' | 'broken'>;

export interface SimulateAllOptions {
  /** The shop's. */
  readonly catalog?: ShopCatalog;
  /** 90. */
  readonly days?: number;
  /** Calls after which a run counts as going round for ever. 10,000. */
  readonly maxSteps?: number;
}

/** One run of the customer's. */
export interface RunOf {
  readonly journey: string;
  /** ms after the story's start. */
  readonly enteredAt: number;
  /** Without an end and with `stands: 'under way'` where it is not over in these days. */
  readonly trace: Trace;
}

/** What became of one customer. Instants in ms after the story's start. */
export interface ShopStory {
  readonly diary: readonly DiaryEntry[];
  readonly messages: readonly SentMessage[];
  readonly runs: readonly RunOf[];
  /** Events of the scenario that never came. */
  readonly left: readonly Happening[];
  /** Ids of journeys that wait for a silence which was whole before the start: as for whoever is quiet when they are first published, they wait for the next one. */
  readonly quiet: readonly string[];
  /** When journeys look at the customer next, after these days, if nothing else happens. */
  readonly ahead: readonly { readonly journey: string; readonly at: number }[];
}

const CUSTOMER = 'customer';

/** What a customer does who is seen through all of it: signs up, orders, and goes quiet. */
export const usualEvents: readonly Happening[] = [
  { event: 'Signed Up' },
  { at: '2 days', event: 'Order Completed' },
  { at: '6 days', event: 'Order Delivered' },
];

/** @param due - by the key of the trigger: the journey's id, and a number */
const aheadOf = (due: ReadonlyMap<string, Instant>, start: Instant): ShopStory['ahead'] =>
  [...due]
    .map(([key, at]) => ({ journey: key.slice(0, key.lastIndexOf('/')), at: at - start }))
    .sort((a, b) => a.at - b.at);

/** Whether a journey's silence was whole before the story: nobody enters by one that they were in already. */
const quietBefore =
  ({ history = [] }: ShopScenario) =>
  ({ on }: JourneySpec): boolean =>
    on.some((entry) => {
      if (!('trigger' in entry) || entry.trigger.kind !== 'inactive') return false;
      const { of, after } = entry.trigger;
      const agos = history.filter(({ event }) => of.includes(event)).map(({ ago }) => ago);
      return agos.length > 0 && Math.min(...agos.map(parseDuration)) >= parseDuration(after);
    });

/**
 * Plays one customer's days across journeys that start by their own triggers: what one of them does reaches the
 * others, and all of them share the ledger of what was sent. Nobody is held out.
 * @throws PermanentError as `simulate` does
 */
export async function simulateAll(
  definitions: readonly AnyDefinition[],
  scenario: ShopScenario = {},
  { catalog = shopCatalog, days = 90, maxSteps = 10_000 }: SimulateAllOptions = {},
): Promise<ShopStory> {
  const { start, zone } = whenAndWhere(catalog, scenario);
  const diary = Diary.of(catalog, start, scenario);
  const own = withOwnIds({ events: usualEvents, ...scenario }, undefined, catalog);
  const timeline = new Timeline(own.events ?? [], start);
  const followed = { customer: CUSTOMER, diary, timeline };
  const shop = new Shop({
    journeys: definitions.map((one) => {
      const definition = withSettings(one, { holdout: '0%' });
      return { definition, spec: specOf(definition) };
    }),
    ...{ catalog, zone, start, maxSteps, followed },
    ...{ seed: 1, assumptions: [], profiles: new Map([[CUSTOMER, scenario]]) },
  });
  const person = shop.person(CUSTOMER, start);
  for (const past of pastOfItsOwn({ events: usualEvents, ...scenario }, undefined, catalog)) {
    person.customer.happened(past, start - parseDuration(past.ago));
  }
  shop.lookFirst(person, start);
  expect(shop, followed, person);
  const until = start + days * DAY;
  const runs: RunOf[] = [];
  const each = ({ customer, journey, enteredAt, trace }: PastRun): void => {
    if (customer === CUSTOMER) runs.push({ journey, enteredAt: enteredAt - start, trace });
  };
  await new Clock(shop, checked(catalog, []), until, { each }).run();
  const { entries, messages } = diary;
  return {
    ...{ diary: entries, messages, left: timeline.left },
    runs: runs.sort((a, b) => a.enteredAt - b.enteredAt),
    quiet: definitions
      .map(specOf)
      .filter(quietBefore(scenario))
      .map(({ id }) => id),
    ahead: aheadOf(person.due, start),
  };
}
