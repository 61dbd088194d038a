import type { Logger } from '../../activities';
import { MINUTE } from '../../engine';
import {
  overdueWaits,
  readClock,
  readEnrollment,
  runningEnrollments,
  type Enrollment,
  type Store,
} from '../../store';
import { mend } from '../mend';
import type { Runs } from '../runs';

/** How many runs one look asks Temporal about, of each sort. */
const AT_A_LOOK = 50;
/** A wait this long over, in real ms, has a run that should have gone on. */
const OVERDUE_MS = MINUTE;

/** What Temporal lists as ended otherwise than by its own end. Newest first is visibility's order. */
const ENDED_THERE =
  "PerennialJourney IS NOT NULL AND ExecutionStatus IN ('Terminated', 'Canceled', 'Failed', 'TimedOut')";

export interface ReconcileDeps {
  readonly store: Store;
  readonly runs: Runs;
  readonly log: Logger;
  /** The releases whose runs somebody here goes on with. */
  served(): readonly string[];
}

/** Looks for runs that Temporal lost, or that were ended behind our back: a few at a time, in turn. */
export class Reconciler {
  #after = '';

  constructor(private readonly deps: ReconcileDeps) {}

  /** @returns how many rows were mended */
  async look(): Promise<number> {
    let mended = 0;
    for (const run of await this.#suspects()) {
      if ((await mend(this.deps, run)) !== 'nothing') mended++;
    }
    await this.#endOrphans();
    return mended;
  }

  async #suspects(): Promise<Enrollment[]> {
    const { db } = this.deps.store;
    const { now, factor } = await readClock(db);
    const overdue = await overdueWaits(db, now - OVERDUE_MS * factor, AT_A_LOOK);
    const listed = await this.deps.runs.list(ENDED_THERE, AT_A_LOOK);
    const inTurn = await runningEnrollments(db, { after: this.#after, limit: AT_A_LOOK });
    this.#after = inTurn.length < AT_A_LOOK ? '' : (inTurn.at(-1)?.id ?? '');
    const suspects = new Map(inTurn.map((run) => [run.id, run]));
    for (const { enrollment } of [...overdue, ...listed]) {
      if (suspects.has(enrollment)) continue;
      const run = await readEnrollment(db, enrollment);
      if (run) suspects.set(enrollment, run);
    }
    return [...suspects.values()];
  }

  /** Runs on releases that nobody serves any more, whose row is closed: they would be open for ever. */
  async #endOrphans(): Promise<void> {
    const { store, runs, log } = this.deps;
    const served = this.deps.served();
    if (served.length === 0) return;
    const among = served.map((release) => `'${release}'`).join(', ');
    const open = await runs.list(
      `PerennialJourney IS NOT NULL AND ExecutionStatus = 'Running' AND PerennialRelease NOT IN (${among})`,
      AT_A_LOOK,
    );
    for (const { journey, enrollment } of open) {
      const row = await readEnrollment(store.db, enrollment);
      if (row?.state !== 'ended') continue;
      await runs.terminate({ journey, enrollment }, 'its enrollment is over');
      log.info({ journey, enrollment }, 'a run was ended: its enrollment is over');
    }
  }
}
