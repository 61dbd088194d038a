import { join } from 'node:path';
import { catalog } from '../../catalog';
import type { Instant } from '../../engine';
import { clockOrigin, openStore, type Store } from '../../store';
import { audit, readAccepted, readLogs, resentTopics, type Audit } from '../audit';
import { homeAt, type Home } from '../home';
import { readReceived } from '../receivers';
import { readCdnow } from './cdnow';
import { readDeeds } from './deeds';
import { readEvidence } from './evidence';
import { readBegun, type BegunDemo, type DemoPlan } from './plan';
import { messageIdsOf, writeScript, type Happening } from './script';
import { readStanding, type Standing } from './standing';
import { judge, type Check } from './verdict';

const FILE = join(__dirname, '../../examples/cdnow/CDNOW_sample.txt');

export interface DemoOutcome {
  readonly begun: BegunDemo;
  readonly standing: Standing;
  readonly audit: Audit;
  readonly checks: readonly Check[];
  readonly passed: boolean;
}

export const scriptOf = ({ customers, days, seed }: DemoPlan, origin: Instant): Happening[] =>
  writeScript(readCdnow(FILE), {
    ...{ customers, days, seed, origin },
    products: Object.keys(catalog.products ?? {}),
  });

/**
 * What the demo in a folder came to: all of it read from what is kept there, so that it can be asked again later.
 * @param refused - what would not be taken, as far as it is known
 */
export async function readOutcome(
  store: Store,
  home: Home,
  begun: BegunDemo,
  refused: readonly string[] = [],
): Promise<DemoOutcome> {
  const standing = await readStanding(store);
  const origin = (await clockOrigin(store.db)) ?? standing.now;
  const happened = scriptOf(begun, origin).filter(({ at }) => at <= standing.now);
  const accepted = readAccepted(home.demoAccepted);
  const deeds = readDeeds(home.demoDeeds);
  const evidence = await readEvidence(store, deeds, begun.starts.at(-1) ?? origin);
  // What was received, then the ledger: they are of one moment, for nothing is sent while the clock stands still.
  const received = await readReceived(home.received);
  const logs = await readLogs(store, { accepted, received, resent: resentTopics() });
  const audited = audit(logs);
  const checks = judge({
    ...{ accepted, refused, evidence, standing, customers: begun.customers },
    happened: happened.flatMap(messageIdsOf),
    audit: audited,
    journeys: logs.journeys.map(({ id }) => id),
  });
  const passed = checks.every(({ differs }) => differs.length === 0);
  return { begun, standing, audit: audited, checks, passed };
}

/**
 * The outcome of a demo that nothing runs any more.
 * @returns undefined where there was none
 * @throws PermanentError `FOLDER_LOCKED`
 */
export async function reportDemo(folder: string): Promise<DemoOutcome | undefined> {
  const home = homeAt(folder);
  const begun = readBegun(home);
  if (!begun) return undefined;
  const store = await openStore({ folder: home.database });
  try {
    return await readOutcome(store, home, begun);
  } finally {
    await store.close();
  }
}
