import type { Logger } from '../activities';
import type { Bell } from '../engine';
import {
  forgetWish,
  openWishes,
  readEnrollment,
  runsToRing,
  type OpenWish,
  type Store,
} from '../store';
import { mend } from './mend';
import type { Runs } from './runs';

export interface RingDeps {
  readonly store: Store;
  readonly runs: Runs;
  readonly log: Logger;
}

const PAGE = 200;

const bellOf = ({ action, step, id }: OpenWish): Bell & { id: string } => ({
  kind: 'control',
  action,
  id,
  ...(step !== null && { step }),
});

/** An operator's wish stays in the row until a run has heard it. One that is yet to be started hears it later. */
async function ringWish(deps: RingDeps, wish: OpenWish): Promise<void> {
  const { store, runs } = deps;
  const run = await readEnrollment(store.db, wish.enrollment);
  if (run?.state !== 'running') return;
  if (run.stuck?.code === 'TURN_FAILS') await mend(deps, run);
  if (await runs.ring(wish, bellOf(wish))) await forgetWish(store.db, wish.enrollment, wish.id);
  else await mend(deps, run);
}

/** Rings for every wish that no run has heard of yet. */
export async function ringWishes(deps: RingDeps): Promise<void> {
  for (const wish of await openWishes(deps.store.db)) await ringWish(deps, wish);
}

/** A row was changed: its run is to look, with the operator's wish where there is one. */
export async function ringRun(deps: RingDeps, enrollment: string): Promise<void> {
  const { store, runs } = deps;
  const wishes = await openWishes(store.db, { enrollment });
  for (const wish of wishes) await ringWish(deps, wish);
  if (wishes.length > 0) return;
  const run = await readEnrollment(store.db, enrollment);
  if (run?.state !== 'running') return;
  const action = run.verdict === null ? 'resume' : 'end';
  const name = { journey: run.journey, enrollment };
  if (!(await runs.ring(name, { kind: 'control', action }))) await mend(deps, run);
}

/** What may have been rung while nobody listened: all that sits in no wait of its own, or has an end given to it. */
export async function ringAll(deps: RingDeps): Promise<void> {
  for (let after = ''; ;) {
    const page = await runsToRing(deps.store.db, { after, limit: PAGE });
    for (const { id } of page) await ringRun(deps, id);
    const last = page.at(-1);
    if (!last || page.length < PAGE) return;
    after = last.id;
  }
}
