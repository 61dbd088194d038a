import { join } from 'node:path';
import { catalog as shopCatalog, type ShopCatalog } from '../catalog';
import { defineJourney, type AnyDefinition } from '../engine';
import { readTemplates } from '../messages';
import { check, drawing, explore, svg } from '../preview';
import { journeys } from '../workflows';
import { spreadOf, type Spread } from './figures';

/** What each of the two facts may be: the product of both is the number of paths. */
const VALUES = Array.from({ length: 100 }, (_, number) => number);

const samples = Object.fromEntries(VALUES.map((value) => [`it is ${String(value)}`, value]));
const facts = Object.entries(shopCatalog.facts).map(
  ([name, fact]) =>
    [name, ['orders', 'spent'].includes(name) ? { ...fact, samples } : fact] as const,
);
const catalog: ShopCatalog = { ...shopCatalog, facts: Object.fromEntries(facts) };

/** Short paths, and many of them: two questions, a message, an end. */
const short = defineJourney({
  id: 'short',
  title: 'Short paths',
  on: 'Signed Up',
  async run(journey) {
    await journey.get('orders');
    await journey.get('spent');
    await journey.send('welcome/hello-stories');
    return 'over';
  },
});

/** Explorer, and the least that calls the same function once for each path. */
export type Way = 'perennial' | 'bare';

export interface Previews {
  readonly paths: number;
  /** Paths a second on one core. */
  readonly perSecond: Readonly<Record<Way, Spread>>;
  /** Perennial's over the bare one's, round by round. */
  readonly ratio: Spread;
  /** Ms for one shipped journey, in the process, after types and lint. */
  readonly shipped: readonly {
    readonly journey: string;
    readonly explore: Spread;
    readonly check: Spread;
    readonly draw: Spread;
  }[];
}

async function bare(): Promise<number> {
  let paths = 0;
  for (const first of VALUES) {
    for (const second of VALUES) {
      const journey = {
        get: (fact: string) => Promise.resolve(fact === 'orders' ? first : second),
        send: () => Promise.resolve({ status: 'sent' }),
      };
      if ((await short.run(journey as never)) === 'over') paths++;
    }
  }
  return paths;
}

const PATHS = VALUES.length ** 2;

const explored = async (): Promise<number> =>
  (await explore(short, { catalog, maxPaths: PATHS })).paths.length;

async function perSecond(work: () => Promise<number>): Promise<number> {
  const began = performance.now();
  const paths = await work();
  if (paths !== PATHS) throw new Error(`${String(paths)} paths`);
  return (paths / (performance.now() - began)) * 1_000;
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
  const took: Record<Way, number[]> = { perennial: [], bare: [] };
  for (let round = 0; round < rounds; round++) {
    took.perennial.push(await perSecond(explored));
    took.bare.push(await perSecond(bare));
  }
  const ratio = spreadOf(took.perennial.map((one, at) => one / (took.bare[at] ?? Number.NaN)));
  const all = [];
  for (const journey of journeys) all.push(await shipped(journey, rounds));
  return {
    paths: PATHS,
    perSecond: { perennial: spreadOf(took.perennial), bare: spreadOf(took.bare) },
    ...{ ratio, shipped: all },
  };
}
