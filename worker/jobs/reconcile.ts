import type { Logger } from '../../activities';
import { MINUTE } from '../../engine';
import {
  overdueWaits,
  readClock,
  readEnrollment,
  runningEnrollments,
  type Enrollment,
  type Store,
  type Wait,
} from '../../store';
import { mend } from '../mend';
import type { Runs } from '../runs';

/** How many runs one look asks Temporal about: of those whose wait is long over, and of all in turn. */
const OVERDUE_AT_A_LOOK = 50;
const IN_TURN_AT_A_LOOK = 200;
const ORPHANS_AT_A_LOOK = 50;
/** A wait this long over, in real ms, has a run that should have gone on. */
const OVERDUE_MS = MINUTE;

export interface ReconcileDeps {
  readonly store: Store;
  readonly runs: Runs;
  readonly log: Logger;
  /** The releases whose runs somebody here goes on with. */
  served(): readonly string[];
}

/**
 * Looks for runs that Temporal lost, or that were ended behind our back: a few at a time, in turn. Which runs there
 * should be is the store's to say, and each is described; what visibility lists comes late, or not at all.
 */
export class Reconciler {
  #inTurn = '';
  #overdue: Wait | undefined;

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
    const inTurn = await runningEnrollments(db, {
      after: this.#inTurn,
      limit: IN_TURN_AT_A_LOOK,
    });
    this.#inTurn = inTurn.length < IN_TURN_AT_A_LOOK ? '' : (inTurn.at(-1)?.id ?? '');
    const suspects = new Map(inTurn.map((run) => [run.id, run]));
    for (const { enrollment } of await this.#late()) {
      const run = suspects.get(enrollment) ?? (await readEnrollment(db, enrollment));
      if (run) suspects.set(enrollment, run);
    }
    return [...suspects.values()];
  }

  /** In turn too: a wait may be over for a run that stands still for good reason. */
  async #late(): Promise<readonly Wait[]> {
    const { db } = this.deps.store;
    const { now, factor } = await readClock(db);
    const before = now - OVERDUE_MS * factor;
    const late = await overdueWaits(db, before, OVERDUE_AT_A_LOOK, this.#overdue);
    this.#overdue = late.length < OVERDUE_AT_A_LOOK ? undefined : late.at(-1);
    return late;
  }

  /**
   * Runs on releases that nobody serves any more, whose row is closed: they would be open for ever. What Temporal
   * holds too many of, it alone can say; whether one is over, its row does.
   */
  async #endOrphans(): Promise<void> {
    const { store, runs, log } = this.deps;
    const served = this.deps.served();
    if (served.length === 0) return;
    const among = served.map((release) => `'${release}'`).join(', ');
    const open = await runs.list(
      `PerennialJourney IS NOT NULL AND ExecutionStatus = 'Running' AND PerennialRelease NOT IN (${among})`,
      ORPHANS_AT_A_LOOK,
    );
    for (const { journey, enrollment } of open) {
      const row = await readEnrollment(store.db, enrollment);
      if (row?.state !== 'ended') continue;
      await runs.terminate({ journey, enrollment }, 'its enrollment is over');
      log.info({ journey, enrollment }, 'a run was ended: its enrollment is over');
    }
  }
}
