import { join } from 'node:path';
import { catalog } from '../../catalog';
import type { Instant } from '../../engine';
import { clockOrigin, openStore, opaqueId, readClock, type Store } from '../../store';
import { audit, readAccepted, readLogs, resentTopics, type Audit } from '../audit';
import { homeAt, readSecrets, type Home } from '../home';
import { readReceived, type Received } from '../receivers';
import { readCdnow } from './cdnow';
import { readDeeds, type Deed } from './deeds';
import { readEvidence } from './evidence';
import { killsOf } from './kills';
import { commentsOf } from './minds';
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

/** Answers with what was said beside them: the same mails and seed, the same words. */
function asSaid(deeds: readonly Deed[], seed: number, received: readonly Received[]): Deed[] {
  const mails = received.filter(({ kind }) => kind === 'email');
  const comments = commentsOf(
    seed,
    mails.map(({ id, to }) => ({ id: id.slice(0, id.indexOf('@')), to })),
  );
  return deeds.map((deed) => {
    const comment = deed.kind === 'answered' ? comments.get(deed.mail) : undefined;
    return comment === undefined ? deed : { ...deed, comment };
  });
}

/** Tells one secret from another: addresses that were hashed with one are no other's. */
export const fingerprint = (secret: string | undefined): string | undefined =>
  secret === undefined ? undefined : opaqueId('secret', secret);

/**
 * What the demo in a folder came to: all of it read from what is kept there, so that it can be asked again later.
 * @param secret - the shop's, as far as it is known
 */
export async function readOutcome(
  store: Store,
  home: Home,
  begun: BegunDemo,
  { refused, secret }: { refused: readonly string[]; secret: string | undefined },
): Promise<DemoOutcome> {
  const standing = await readStanding(store);
  const origin = (await clockOrigin(store.db)) ?? standing.now;
  const happened = scriptOf(begun, origin).filter(({ at }) => at <= standing.now);
  const accepted = readAccepted(home.demoAccepted);
  // What was received, then the ledger: they are of one moment, for nothing is sent while the clock stands still.
  const received = await readReceived(home.received);
  const keyed = begun.secret === fingerprint(secret) ? secret : undefined;
  const logs = await readLogs(store, { accepted, received, resent: resentTopics(), secret: keyed });
  const audited = audit(logs);
  const evidence = await readEvidence(store, {
    deeds: asSaid(readDeeds(home.demoDeeds), begun.seed, received),
    kills: killsOf(begun.starts, (await readClock(store.db)).factor),
    repeated: audited.repeated,
  });
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
    const { refused = [] } = begun;
    return await readOutcome(store, home, begun, { refused, secret: readSecrets(home).secret });
  } finally {
    await store.close();
  }
}
