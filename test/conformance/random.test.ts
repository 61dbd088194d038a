import { join } from 'node:path';
import fc from 'fast-check';
import { explore, simulate, type Path } from '../../preview';
import type { RunDetail } from '../../store';
import { eventually } from '../worker/product';
import { zoneAtNoon } from './drive';
import { endingInterpreter, interpreter } from './journeys/interpreter';
import { planCatalog } from './random/catalog';
import { isPossible, scenarioFor, Wanderer } from './random/drive';
import { planArbitrary, type Plan } from './random/plan';
import { Watch } from './random/watch';
import { Shop } from './shop';
import { asTold, covering, titleOf, withoutSkips } from './told';

jest.setTimeout(600_000);

/** `npm run trials` asks for more, and for others. */
const { PERENNIAL_TRIAL_SEED = '20261122', PERENNIAL_TRIAL_PATHS = '440' } = process.env;
const seed = Number(PERENNIAL_TRIAL_SEED);
const wanted = Number(PERENNIAL_TRIAL_PATHS);
/** Paths of one journey: many journeys say more than many paths of one. */
const OF_ONE = 8;
/** Customers under way at once. */
const AT_ONCE = 12;

interface Way {
  readonly definition: typeof interpreter;
  readonly plan: Plan;
  readonly path: Path;
}

/** Ways through random journeys; of those with thousands, none. */
async function waysOf(plans: readonly Plan[]): Promise<Way[]> {
  const ways: Way[] = [];
  for (const [index, plan] of plans.entries()) {
    if (ways.length >= wanted) break;
    const definition = index % 3 === 2 ? endingInterpreter : interpreter;
    const catalog = planCatalog(plan);
    const paths = await explore(definition, { catalog, maxPaths: 2_000 }).then(
      (exploration) => exploration.paths.filter(isPossible),
      (error: { code?: string }) => {
        if (error.code === 'TOO_MANY_PATHS') return [];
        throw error;
      },
    );
    const some = new Set([...covering(paths), ...paths].slice(0, OF_ONE));
    ways.push(...[...some].map((path) => ({ definition, plan, path })));
  }
  return ways.slice(0, wanted);
}

describe('random journeys on a real Temporal server', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await new Shop().start('interpreter.ts', {
      catalog: planCatalog(),
      templates: join(__dirname, 'random/templates'),
    });
  });
  afterAll(() => shop.stop());

  test(`go ${wanted} paths as they are explored and simulated, a turn played once or twice; each history replays`, async () => {
    const ways = await waysOf(fc.sample(planArbitrary, { seed, numRuns: wanted }));
    expect(ways).toHaveLength(wanted);
    const zone = zoneAtNoon();
    const runs: RunDetail[] = [];
    const watch = new Watch(shop.product.store.db);
    let sent = 0;
    const queue = [...ways.entries()];
    const walk = async (): Promise<void> => {
      for (let next = queue.shift(); next; next = queue.shift()) {
        const [index, { definition, plan, path }] = next;
        const scenario = scenarioFor(path);
        const which = { seed, index, plan: JSON.stringify(plan), title: titleOf(path) };
        const wanderer = new Wanderer(shop.product, watch, scenario, zone);
        const run = await wanderer.go(definition, plan).catch((error: Error) => {
          throw new Error(`${JSON.stringify(which)}\n${error.message}`);
        });
        const start = new Date(run.enteredAt).toISOString();
        const catalog = planCatalog(plan);
        const told = await simulate(definition, { ...scenario, zone, start }, { catalog });
        expect({ ...which, trace: asTold(run, told) }).toEqual({ ...which, trace: told });
        expect({ ...which, steps: withoutSkips(told), end: told.end }).toEqual({
          ...{ ...which, steps: withoutSkips(path.trace), end: path.trace.end },
        });
        const twice = { facts: { mood: 'other' }, segments: { keen: index % 2 === 0 } };
        const again = await simulate(definition, { ...scenario, zone, start }, { catalog, twice });
        expect({ ...which, trace: again }).toEqual({ ...which, trace: told });
        sent += told.steps.filter(({ outcome }) => outcome.startsWith('sent')).length;
        runs.push(run);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, walk));
    await eventually(async () => shop.received.length >= sent || undefined);
    expect(shop.received).toHaveLength(sent);
    expect(await shop.replay(runs)).toEqual({ same: wanted, others: [] });
  });
});
