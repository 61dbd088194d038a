import { join } from 'node:path';
import { catalog as shopCatalog, type ShopCatalog } from '../catalog';
import { defineJourney, type AnyDefinition } from '../engine';
import { readTemplates } from '../messages';
import { check, drawing, explore, svg } from '../preview';
import { journeys } from '../workflows';
import { spreadOf, type Spread } from './figures';

/** The shop's catalogue, with facts that may be this many things. */
function catalogOf(counts: Readonly<Record<string, number>>): ShopCatalog {
  const facts = Object.entries(shopCatalog.facts).map(([name, fact]) => {
    const values = Array.from({ length: counts[name] ?? 0 }, (_, number) => number);
    const samples = Object.fromEntries(values.map((value) => [`it is ${String(value)}`, value]));
    return [name, values.length > 0 ? { ...fact, samples } : fact] as const;
  });
  return { ...shopCatalog, facts: Object.fromEntries(facts) };
}

/** A journey with many short paths, and a catalogue that makes them. */
interface Shape {
  readonly title: string;
  readonly journey: AnyDefinition;
  readonly catalog: ShopCatalog;
}

const PATHS = 10_000;

const SHAPES: readonly Shape[] = [
  {
    title: 'two questions, a message, an end',
    catalog: catalogOf({ orders: 100, spent: 100 }),
    journey: defineJourney({
      id: 'short',
      title: 'Short paths',
      on: 'Signed Up',
      async run(journey) {
        await journey.get('orders');
        await journey.get('spent');
        await journey.send('welcome/hello-stories');
        return 'over';
      },
    }),
  },
  {
    title: 'a question, an end',
    catalog: catalogOf({ orders: PATHS }),
    journey: defineJourney({
      id: 'shortest',
      title: 'The shortest paths',
      on: 'Signed Up',
      async run(journey) {
        await journey.get('orders');
        return 'over';
      },
    }),
  },
];

/** Explorer, and the least that calls the same function once for each path. */
export type Way = 'perennial' | 'bare';

/** What the paths of one shape took. */
export interface Explored {
  readonly title: string;
  readonly paths: number;
  /** Paths a second on one core. */
  readonly perSecond: Readonly<Record<Way, Spread>>;
  /** Perennial's over the bare one's, round by round. */
  readonly ratio: Spread;
  /** Processor time of the explorer for one path, µs, the collector's threads included. */
  readonly processor: Spread;
}

export interface Previews {
  readonly explored: readonly Explored[];
  /** Ms for one shipped journey, in the process, after types and lint. */
  readonly shipped: readonly {
    readonly journey: string;
    readonly explore: Spread;
    readonly check: Spread;
    readonly draw: Spread;
  }[];
}

async function bare({ journey }: Shape): Promise<number> {
  let paths = 0;
  for (let path = 0; path < PATHS; path++) {
    const verbs = {
      get: (fact: string) => Promise.resolve(fact === 'orders' ? path % 100 : path / 100),
      send: () => Promise.resolve({ status: 'sent' }),
    };
    if ((await journey.run(verbs as never)) === 'over') paths++;
  }
  return paths;
}

const explored = async ({ journey, catalog }: Shape): Promise<number> =>
  (await explore(journey, { catalog, maxPaths: PATHS })).paths.length;

async function timed(work: () => Promise<number>) {
  const [began, cpu] = [performance.now(), process.cpuUsage()];
  const paths = await work();
  if (paths !== PATHS) throw new Error(`${String(paths)} paths`);
  const { user, system } = process.cpuUsage(cpu);
  return {
    perSecond: (paths / (performance.now() - began)) * 1_000,
    processor: (user + system) / paths,
  };
}

async function exploring(shape: Shape, rounds: number): Promise<Explored> {
  const took: Record<Way, number[]> = { perennial: [], bare: [] };
  const processor: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const ours = await timed(() => explored(shape));
    took.perennial.push(ours.perSecond);
    processor.push(ours.processor);
    took.bare.push((await timed(() => bare(shape))).perSecond);
  }
  return {
    title: shape.title,
    paths: PATHS,
    perSecond: { perennial: spreadOf(took.perennial), bare: spreadOf(took.bare) },
    ratio: spreadOf(took.perennial.map((one, at) => one / (took.bare[at] ?? Number.NaN))),
    processor: spreadOf(processor),
  };
}

async function msOf(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

async function shipped(journey: AnyDefinition, rounds: number) {
  const templates = await readTemplates(join(__dirname, '../templates'));
  const took = { explore: [] as number[], check: [] as number[], draw: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    took.explore.push(await msOf(() => explore(journey)));
    took.check.push(await msOf(() => check([journey], { templates, beside: journeys })));
    took.draw.push(await msOf(async () => svg(drawing(await explore(journey)))));
  }
  const { explore: ways, check: policies, draw } = took;
  return {
    journey: journey.id,
    ...{ explore: spreadOf(ways), check: spreadOf(policies), draw: spreadOf(draw) },
  };
}

export async function previews(rounds: number): Promise<Previews> {
  const all = [];
  for (const shape of SHAPES) all.push(await exploring(shape, rounds));
  const ofShop = [];
  for (const journey of journeys) ofShop.push(await shipped(journey, rounds));
  return { explored: all, shipped: ofShop };
}
