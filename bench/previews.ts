import { join } from 'node:path';
import type {} from '../catalog';
import { defineJourney, type AnyDefinition } from '../engine';
import { readTemplates } from '../messages';
import { check, drawing, explore, svg } from '../preview';
import { journeys } from '../workflows';
import { spreadOf, type Spread } from './figures';

/** Ways of each of the two forks: the product of both is the number of paths. */
const ARMS = 100;

const arms = Object.fromEntries(
  Array.from({ length: ARMS }, (_, number) => [`arm-${String(number)}`, 1]),
);

/** Short paths, and many of them: two forks, a message, an end. */
const short = defineJourney({
  id: 'short',
  title: 'Short paths',
  on: 'Signed Up',
  async run(journey) {
    await journey.split('first', arms);
    await journey.split('second', arms);
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
  const names = Object.keys(arms);
  let paths = 0;
  for (const first of names) {
    for (const second of names) {
      const journey = {
        split: (name: string) => Promise.resolve(name === 'first' ? first : second),
        send: () => Promise.resolve({ status: 'sent' }),
      };
      if ((await short.run(journey as never)) === 'over') paths++;
    }
  }
  return paths;
}

const explored = async (): Promise<number> =>
  (await explore(short, { maxPaths: ARMS * ARMS })).paths.length;

async function perSecond(work: () => Promise<number>): Promise<number> {
  const began = performance.now();
  const paths = await work();
  if (paths !== ARMS * ARMS) throw new Error(`${String(paths)} paths`);
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
    paths: ARMS * ARMS,
    perSecond: { perennial: spreadOf(took.perennial), bare: spreadOf(took.bare) },
    ...{ ratio, shipped: all },
  };
}
