import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type { ShopCatalog } from '../../catalog';
import { DAY, type AnyDefinition, type Json } from '../../engine';
import { explore, scenarioOf, simulate, type Path, type Trace } from '../../preview';
import { accept, beat, newId, readRun, startClock, type RunDetail, type Store } from '../../store';
import { eventually } from '../worker/product';
import { Customer, happen, scenarioFor, settingOf, type Setting } from './drive';
import { Shop } from './shop';

/** One customer's way through one of the examples, chosen among its paths. */
export interface Story {
  readonly id: string;
  readonly end: string;
  /** How what has to come on the path begins, in the explorer's words. */
  readonly takes?: readonly string[];
  /** What happened to the customer before, so many days ago. */
  readonly past?: readonly {
    readonly event: string;
    readonly properties: Readonly<Record<string, Json>>;
    readonly daysAgo?: number;
  }[];
  /** Topics by email that they said yes to. */
  readonly asked?: readonly string[];
  /** The customer's zone, for who starts by the clock. UTC. */
  readonly zone?: string;
  /** Fields of the entry event that name somebody real. @param friend - the id of another customer */
  readonly entry?: (friend: string) => Readonly<Record<string, Json>>;
}

/** A story that was lived, and how the simulation tells it. */
export interface Lived {
  readonly path: Path;
  readonly run: RunDetail;
  readonly told: Trace;
  /** The other customer, if there is one: their id. */
  readonly friend: string | undefined;
}

/** A story whose customer is there, and has their past. */
interface Begun {
  readonly story: Story;
  readonly definition: AnyDefinition;
  readonly path: Path;
  readonly setting: Setting;
  readonly customer: Customer;
  readonly friend: Customer | undefined;
}

/** Monday, shortly before ten in the stories' zone; explorations begin at ten. */
const ZONE = 'UTC';
const BEFORE = Date.parse('2026-01-05T09:50:00Z');
const TEN = Date.parse('2026-01-05T10:00:00Z');

/** The first path that ends so and takes all that it should. */
async function pathOf(
  definition: AnyDefinition,
  { id, end, takes = [] }: Story,
  catalog: ShopCatalog,
): Promise<Path> {
  const { paths } = await explore(definition, { catalog, zone: ZONE });
  const path = paths.find(({ trace, choices }) => {
    const comes = (what: string): boolean => choices.some(({ chose }) => chose.startsWith(what));
    return trace.end === end && takes.every(comes);
  });
  if (!path) throw new Error(`${id} has no path that takes ${takes.join(', ')} to '${end}'`);
  return path;
}

const yesTo = ({ asked = [] }: Story) =>
  asked.map((topic) => ({ topic, channel: 'email' as const, granted: true }));

/** A customer of the shop who is in the hold-out of none of its journeys. */
async function newCustomer(shop: Shop, definition: AnyDefinition, setting: Setting) {
  for (;;) {
    const customer = new Customer(shop.product, definition, setting);
    await customer.prepare();
    if (!customer.isHeldOut) return customer;
  }
}

const startsByItself = ({ on }: AnyDefinition): boolean =>
  [on].flat().some((one) => typeof one === 'object' && 'trigger' in one);

/** The real shop with all the examples in one release, on a Monday morning. */
export class Examples {
  readonly shop = new Shop();
  readonly #templates = mkdtempSync(join(tmpdir(), 'perennial-examples-'));
  #beats: NodeJS.Timeout | undefined;

  constructor(
    readonly folder: string,
    readonly definitions: readonly AnyDefinition[],
    readonly catalog: ShopCatalog,
  ) {}

  get #store(): Store {
    return this.shop.product.store;
  }

  async start(): Promise<this> {
    for (const from of ['templates', join(this.folder, 'templates')]) {
      cpSync(from, this.#templates, { recursive: true });
    }
    await this.shop.start(relative(join(__dirname, 'journeys'), this.folder), {
      catalog: this.catalog,
      templates: this.#templates,
      intervals: { sweep: DAY },
      // Not quite real time: a clock that runs as the machine's cannot begin elsewhere.
      before: ({ db }) => startClock(db, { origin: BEFORE, dayMs: DAY - 1 }),
    });
    this.#beats = setInterval(() => void beat(this.#store.db).catch(() => undefined), 500);
    return this;
  }

  /** All stories at once. Nobody looks at what is due before it is ten o'clock. */
  async live(stories: readonly Story[]): Promise<ReadonlyMap<Story, Lived>> {
    const begun = await Promise.all(stories.map((story) => this.#prepare(story)));
    await this.shop.product.worker.idle();
    await this.#store.db
      .updateTable('clock')
      .set({ virtual_anchor: TEN, real_anchor: Date.now(), beat_at: Date.now() })
      .execute();
    await this.shop.product.worker.sweep();
    const lived = await Promise.all(begun.map((one) => this.#live(one)));
    return new Map(stories.map((story, i) => [story, lived[i] as Lived]));
  }

  async #prepare(story: Story): Promise<Begun> {
    const definition = this.definitions.find(({ id }) => id === story.id);
    if (!definition) throw new Error(`there is no journey ${story.id}`);
    const path = await pathOf(definition, story, this.catalog);
    const setting = { ...settingOf(path, {}), zone: story.zone ?? ZONE };
    const customer = await newCustomer(this.shop, definition, setting);
    for (const { daysAgo, ...past } of story.past ?? []) await customer.accept(past, daysAgo);
    await accept(this.#store, [
      {
        ...{ source: 'test', messageId: newId(), type: 'identify', name: 'identify' },
        ...{ userId: customer.userId, properties: {}, consents: yesTo(story) },
      },
    ]);
    const friend = story.entry && (await newCustomer(this.shop, definition, setting));
    return { story, definition, path, setting, customer, friend };
  }

  async #live({ story, definition, path, setting, customer, friend }: Begun): Promise<Lived> {
    const { entry, events = [] } = scenarioOf(path, { skipWaits: true });
    const own = story.entry?.(friend?.id ?? '');
    const begins = { event: '', ...entry, properties: { ...entry?.properties, ...own } };
    if (!startsByItself(definition)) await customer.accept(begins);
    for (const happening of events) {
      if (!('of' in happening)) continue;
      const run = await this.#until(
        definition,
        customer,
        ({ state, waiting }) => state === 'ended' || waiting?.step === happening.of,
      );
      if (run.state !== 'ended') await happen(this.shop, customer, run, happening);
    }
    const run = await this.#until(definition, customer, ({ state }) => state === 'ended');
    const scenario = scenarioFor(path, setting, run.enteredAt);
    const consents = [...(scenario.consents ?? []), ...yesTo(story)];
    // Who is named by the entry event is known by it, and by no sample.
    const named = own && {
      entry: begins,
      facts: {},
      events: events.filter((one) => !('facts' in one)),
    };
    const { catalog } = this;
    const told = await simulate(definition, { ...scenario, consents, ...named }, { catalog });
    return { path, run, told, friend: friend?.id };
  }

  /** The customer's run of that journey, once it is so: what else they do may start other journeys. */
  async #until(
    { id }: AnyDefinition,
    customer: Customer,
    is: (run: RunDetail) => boolean,
  ): Promise<RunDetail> {
    const { db } = this.#store;
    let last: RunDetail | undefined;
    const seen = await eventually(async () => {
      const row = await db
        .selectFrom('enrollments')
        .select('id')
        .where('customer', '=', customer.id)
        .where('journey', '=', id)
        .where('state', '<>', 'turned away')
        .executeTakeFirst();
      last = row && (await readRun(db, row.id));
      return last && is(last) ? last : undefined;
    });
    if (!seen) throw new Error(`${id} is never so: ${JSON.stringify(last)}`);
    return seen;
  }

  async stop(): Promise<void> {
    clearInterval(this.#beats);
    await this.shop.stop();
    rmSync(this.#templates, { recursive: true });
  }
}
