import { controlRun } from '../../api/controls';
import { catalog } from '../../catalog';
import { DAY, isHeldOut, specOf, type AnyDefinition, type Json } from '../../engine';
import { monthOf } from '../../gate';
import { scenarioOf, type Happening, type Path, type Scenario } from '../../preview';
import { accept, assignSplit, inTransaction, newId, now, type RunDetail } from '../../store';
import { eventually, type Product } from '../worker/product';
import { SECRET, type Shop } from './shop';

export type Event = {
  readonly event: string;
  readonly properties?: Readonly<Record<string, Json>>;
};
type Consents = NonNullable<Scenario['consents']>;
/** They said yes to texts, so that a template that prefers them has its first channel. */
const consents: Consents = [{ topic: 'offers', channel: 'sms', granted: true }];

/** Where it is about noon now: no midnight falls between a wait's opening and its simulation. */
export function zoneAtNoon(): string {
  const ahead = 12 - new Date().getUTCHours();
  return ahead === 0 ? 'UTC' : `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`;
}

/** What a path asks of the customer and the shop before it begins. */
export interface Setting {
  readonly zone: string;
  readonly reachable: boolean;
  readonly arms: Readonly<Record<string, string>>;
  readonly facts: Readonly<Record<string, Json>>;
  readonly segments: Readonly<Record<string, boolean>>;
  /** Offers whose budget is spent. */
  readonly spent: readonly string[];
}

/** What a path's steps need to be so; effects by the offer they issue, which a path does not say. */
export function settingOf(path: Path, offers: Readonly<Record<string, string>>): Setting {
  const known = (kind: 'is' | 'get' | 'split') =>
    Object.fromEntries(
      path.choices
        .filter((choice) => choice.kind === kind)
        .map(({ step, value }) => [step.replace(/^\w+ /, '').replace(/#\d+$/, ''), value]),
    );
  const refused = path.choices.filter(({ kind, plain }) => kind === 'do' && !plain);
  return {
    zone: zoneAtNoon(),
    reachable: !path.choices.some(({ kind, plain }) => kind === 'send' && !plain),
    arms: known('split') as Setting['arms'],
    facts: known('get') as Setting['facts'],
    segments: known('is') as Setting['segments'],
    spent: refused.map(({ step }) => offers[step] ?? `the offer of ${step}`),
  };
}

/** The same path for `simulate`: the gate and the wait's ends are worked out anew, not given. */
export function scenarioFor(path: Path, { zone, reachable }: Setting, start: number): Scenario {
  const scenario = scenarioOf(path, { skipWaits: true });
  const outcomes = Object.fromEntries(
    Object.entries(scenario.outcomes ?? {}).filter(([, { status }]) => status === 'refused'),
  );
  const addresses = reachable ? {} : { addresses: [] };
  return {
    ...{ ...scenario, ...addresses, zone, consents, outcomes },
    start: new Date(start).toISOString(),
  };
}

/** Days. */
const LONG_AGO = 5;

/** One customer of the real shop. */
export class Customer {
  readonly userId = newId('c-');
  id = '';

  constructor(
    private readonly product: Product,
    private readonly definition: AnyDefinition,
    private readonly setting: Setting,
  ) {}

  /** The customer, with a past that makes the facts and segments of the path true. */
  async prepare(): Promise<void> {
    const { zone, reachable, arms } = this.setting;
    const traits = reachable
      ? { email: `${this.userId}@example.com`, phone: '+12025550123', firstName: 'Ada' }
      : { firstName: 'Ada' };
    const [answer] = await accept(this.product.store, [
      {
        ...{ source: 'test', messageId: newId(), type: 'identify', name: 'identify' },
        ...{ userId: this.userId, properties: {}, traits, timeZone: zone, consents },
      },
    ]);
    this.id = answer?.customer ?? '';
    await inTransaction(this.product.store, async (tx) => {
      const at = await now(tx);
      for (const [name, arm] of Object.entries(arms)) {
        await assignSplit(tx, { customer: this.id, name, arm, now: at });
      }
    });
    await this.spend();
    await this.live();
  }

  /** The events that their journey begins on. */
  get entries(): readonly string[] {
    return specOf(this.definition).on.map(({ event }) => event);
  }

  get isHeldOut(): boolean {
    return isHeldOut(specOf(this.definition), this.id, SECRET);
  }

  /** Budgets of this month and the next are spent, or free. */
  private async spend(): Promise<void> {
    const { db } = this.product.store;
    const at = await now(db);
    await db.deleteFrom('offer_budgets').execute();
    const rows = this.setting.spent.flatMap((offer) =>
      [...new Set([monthOf(at), monthOf(at + DAY)])].map((month) => ({
        ...{ offer, month, spent: 1_000_000 },
      })),
    );
    if (rows.length > 0) await db.insertInto('offer_budgets').values(rows).execute();
  }

  /** Orders long ago, and some of them cancelled, until the facts are as the path has them. */
  private async live(): Promise<void> {
    const { facts, segments } = this.setting;
    const bought = segments['ordered'] === true || segments['first-time-buyer'] === false;
    const wanted = Number(facts['orders'] ?? (bought ? 1 : 0));
    const total = segments['vip'] ? 300 : 1;
    // Nothing goes with what they have, for they have it all.
    const owned = facts['goes-with'] === null ? Object.keys(catalog.products) : [];
    const placed = Math.max(wanted, segments['vip'] || owned.length > 0 ? 1 : 0);
    const products = owned.map((product_id) => ({ product_id, quantity: 1 }));
    const past = (event: string, order: number, amount: number) => ({
      event,
      properties: { order_id: `past-${order}`, total: amount, products },
    });
    for (let i = 0; i < placed; i++) await this.accept(past('Order Completed', i, total), 200);
    for (let i = wanted; i < placed; i++) await this.accept(past('Order Cancelled', i, 0), 199);
    this.check({ orders: wanted }, segments);
  }

  /** A path that asks for what cannot be together is a mistake of this test. */
  private check(facts: Record<string, number>, segments: Setting['segments']): void {
    const { ordered } = catalog.segments;
    const isOrdered = ordered?.test((fact) => facts[fact]) ?? false;
    if ((segments['ordered'] ?? isOrdered) !== isOrdered) throw new Error('no such customer');
  }

  /** @param daysAgo - when it occurred */
  async accept({ event, properties = {} }: Event, daysAgo = 0): Promise<void> {
    await accept(this.product.store, [
      {
        ...{ source: 'test', messageId: newId(), type: 'track', userId: this.userId },
        ...{ name: event, properties },
        ...(daysAgo > 0 && { occurredAt: (await now(this.product.store.db)) - daysAgo * DAY }),
      },
    ]);
  }

  /** By the journey's own door: its event, or the silence it waits for. */
  async enter(entry: Event): Promise<RunDetail> {
    const [on] = specOf(this.definition).on;
    if (on && 'trigger' in on) {
      await this.accept(
        { event: 'Order Completed', properties: { order_id: 'last', total: 1, products: [] } },
        91,
      );
      await this.product.worker.idle();
      await this.product.worker.sweep();
    } else await this.accept(entry);
    return this.product.until(this.userId, ({ state }) => state !== 'starting');
  }
}

/** Lets happen in a wait what the path says: an event, or an operator's skip. */
export async function happen(
  { product }: Pick<Shop, 'product'>,
  customer: Pick<Customer, 'accept'> & Partial<Pick<Customer, 'entries'>>,
  run: RunDetail,
  happening: Happening,
  setting: Pick<Setting, 'segments'> = { segments: {} },
): Promise<void> {
  if ('operator' in happening) {
    const { step } = happening;
    await controlRun(product.store, run.id, 'skip', { who: 'test', ...(step && { step }) });
  } else if ('event' in happening) {
    const properties = { ...own(run, happening.properties), ...scored(happening, setting) };
    // What the journey begins on is of long ago, and no news: or a second story would be told beside this one.
    const begins = customer.entries?.includes(happening.event);
    await customer.accept({ ...happening, properties }, begins ? LONG_AGO : 0);
  }
}

/** Whoever is unhappy on a path says so when asked. */
const scored = (
  { event }: Event,
  { segments: { unhappy } }: Pick<Setting, 'segments'>,
): Record<string, Json> =>
  event === 'Survey Responded' && unhappy !== undefined ? { score: unhappy ? 1 : 5 } : {};

/** A path names a message by its step, and an inquiry by its sample; the real ones have ids of their own. */
export function own(
  run: RunDetail,
  properties: Readonly<Record<string, Json>> = {},
): Record<string, Json> {
  const { message, inquiry } = properties;
  const step = typeof message === 'string' ? message.replace(/^message of preview:0:/, '') : '';
  const sent = run.messages.find(({ key }) => key.endsWith(`:${step}`));
  const opened = run.steps.find((one) => one.step === 'open-inquiry#1');
  return {
    ...properties,
    ...(message !== undefined && { message: sent?.id ?? '' }),
    ...(inquiry !== undefined && {
      inquiry: (opened?.value as { inquiry?: string } | undefined)?.inquiry ?? '',
    }),
  };
}

/** Takes one customer of the real product along a path. */
export async function drive(
  shop: Shop,
  definition: AnyDefinition,
  path: Path,
  setting: Setting,
): Promise<RunDetail> {
  const { product } = shop;
  let customer: Customer;
  do {
    customer = new Customer(product, definition, setting);
    await customer.prepare();
  } while (customer.isHeldOut);

  const { entry, events = [] } = scenarioOf(path, { skipWaits: true });
  // What happens on the way may start other runs.
  const { id } = await customer.enter({ event: '', ...entry });
  for (const happening of events) {
    if (!('of' in happening)) continue;
    const sits = (run: RunDetail): boolean =>
      run.state === 'ended' || run.waiting?.step === happening.of;
    const run = await product.untilRun(id, sits);
    if (run.state !== 'ended') await happen(shop, customer, run, happening, setting);
  }
  const ended = await product.untilRun(id, ({ state }) => state === 'ended');
  await eventually(() => product.worker.idle().then(() => true));
  return ended;
}
