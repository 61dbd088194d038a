import { PermanentError, type ErrorCode, type Instant } from '../engine';
import {
  askRun,
  currentRelease,
  inTransaction,
  isLive,
  liveEnrollments,
  lockCustomer,
  needEnrollment,
  newGeneration,
  notify,
  now,
  pauseJourney,
  readRun,
  resumeJourney,
  setPaused,
  setVerdict,
  writeAudit,
  type Db,
  type Enrollment,
  type Keep,
  type RunDetail,
  type Store,
} from '../store';

/** Who acts, and why. */
export interface Actor {
  readonly who: string;
  readonly reason?: string | undefined;
}

export type RunAction = 'end' | 'restart' | 'pause' | 'resume' | 'skip' | 'retry';

/** Faults of the code, not of a step: the run goes on only as a new one, on code that was mended. */
const FAULTS_OF_CODE: ReadonlySet<string> = new Set<ErrorCode>([
  'DURATION_INVALID',
  'CLOCK_INVALID',
  'DATE_INVALID',
  'WEIGHTS_INVALID',
  'JOURNEY_THREW',
  'TWO_VERBS',
  'VERB_NOT_AWAITED',
  'STEP_DIFFERS',
  'TURN_FAILS',
]);

const over = ({ id, state }: Enrollment, action: RunAction): PermanentError =>
  new PermanentError('RUN_OVER', { enrollment: id, state, action });

/** A new run of the enrollment, on the current release; the relay starts it. */
async function renew(tx: Db, run: Enrollment, keep: Keep): Promise<void> {
  const release = await currentRelease(tx);
  const fits = release?.journeys.some(({ id }) => id === run.journey) ?? false;
  await newGeneration(tx, run.id, { keep, ...(fits && release && { release: release.id }) });
  // What was asked of the run before is not meant for this one.
  await tx.updateTable('enrollments').set({ asked: null }).where('id', '=', run.id).execute();
  await notify(tx, 'runs', [run.id]);
  await notify(tx, 'events', [run.customer]);
}

/** A customer is in a journey once for each `per` value. */
async function refuseSecond(tx: Db, { id, journey, customer, per }: Enrollment): Promise<void> {
  const other = (await liveEnrollments(tx, customer)).find(
    (one) => one.id !== id && one.journey === journey && one.per === per,
  );
  if (other) throw new PermanentError('RUN_BESIDE', { enrollment: id, journey, other: other.id });
}

/**
 * Where a run stands as far as the store knows. A wait that is over stays in its row until the next outcome: the run
 * may have left it for a send that is put off or parked, so then whichever step is current is meant.
 */
const standsAt = ({ stuck, waiting }: RunDetail, at: Instant): string | undefined =>
  stuck?.step ?? (waiting && waiting.until > at ? waiting.step : undefined);

interface AtStep {
  /** Of skip: the step meant. Of restart: the first one that is done again. */
  readonly step?: string | undefined;
}
type Control = (tx: Db, run: Enrollment, at: AtStep) => Promise<void>;

const CONTROLS: Readonly<Record<RunAction, Control>> = {
  async end(tx, run) {
    if (!isLive(run)) throw over(run, 'end');
    await setVerdict(tx, run.id, 'ended by operator');
    await askRun(tx, run.id, { action: 'end' });
  },
  async restart(tx, run, { step }) {
    // Whoever was held out or turned away never had a run, and must not get one by the back door.
    if (run.state === 'turned away' || run.state === 'held out') throw over(run, 'restart');
    await refuseSecond(tx, run);
    await renew(tx, run, step === undefined ? 'none' : { before: step });
  },
  async pause(tx, run) {
    if (!(await setPaused(tx, run.id, true))) throw over(run, 'pause');
  },
  async resume(tx, run) {
    if (!(await setPaused(tx, run.id, false))) throw over(run, 'resume');
    await askRun(tx, run.id, { action: 'resume' });
  },
  async skip(tx, run, { step }) {
    if (!isLive(run)) throw over(run, 'skip');
    if (run.stuck && FAULTS_OF_CODE.has(run.stuck.code)) {
      throw new PermanentError('NOT_SKIPPABLE', { enrollment: run.id, code: run.stuck.code });
    }
    const meant = step ?? standsAt(await readRun(tx, run.id), await now(tx));
    await askRun(tx, run.id, { action: 'skip', step: meant });
  },
  async retry(tx, run) {
    if (!isLive(run)) throw over(run, 'retry');
    if (!run.stuck) throw new PermanentError('NOT_STUCK', { enrollment: run.id });
    if (FAULTS_OF_CODE.has(run.stuck.code)) return renew(tx, run, 'all');
    return askRun(tx, run.id, { action: 'retry' });
  },
};

/**
 * Does what an operator asks of one run: row, audit and doorbell in one transaction, under the
 * customer's lock.
 * @throws PermanentError `ENROLLMENT_UNKNOWN`, `RUN_OVER`, `RUN_BESIDE`, `NOT_STUCK`, `NOT_SKIPPABLE`, `STEP_UNKNOWN`
 */
export async function controlRun(
  store: Store,
  id: string,
  action: RunAction,
  { step, ...actor }: Actor & AtStep,
): Promise<void> {
  const { customer } = await needEnrollment(store.db, id);
  await inTransaction(store, async (tx) => {
    const locked = await lockCustomer(tx, customer);
    if (locked.erasedAt !== null && action === 'restart') {
      throw over(await needEnrollment(tx, id), action);
    }
    await CONTROLS[action](tx, await needEnrollment(tx, id), { step });
    await writeAudit(tx, {
      who: actor.who,
      what: `run ${action}`,
      subject: id,
      detail: { ...(step !== undefined && { step }), reason: actor.reason ?? null },
    });
  });
}

/** Runs that may stand at a gate: those that no wait holds any longer. */
async function mayBeParked(tx: Db, journey: string): Promise<string[]> {
  const at = await now(tx);
  const rows = await tx
    .selectFrom('enrollments')
    .leftJoin('waits', (join) =>
      join.onRef('waits.enrollment', '=', 'enrollments.id').on('waits.until', '>', at),
    )
    .select('enrollments.id')
    .where('enrollments.journey', '=', journey)
    .where('enrollments.state', 'in', ['starting', 'running'])
    .where('waits.enrollment', 'is', null)
    .execute();
  return rows.map(({ id }) => id);
}

async function isKnown(tx: Db, journey: string): Promise<boolean> {
  const release = await currentRelease(tx);
  if (release?.journeys.some(({ id }) => id === journey)) return true;
  const entered = tx.selectFrom('enrollments').select('id').where('journey', '=', journey);
  return (await entered.limit(1).execute()).length > 0;
}

/**
 * Holds all runs of a journey at their next gate, or lets them go on.
 * @throws PermanentError `JOURNEY_UNKNOWN`
 */
export async function controlJourney(
  store: Store,
  journey: string,
  action: 'pause' | 'resume',
  actor: Actor,
): Promise<void> {
  await inTransaction(store, async (tx) => {
    if (!(await isKnown(tx, journey))) throw new PermanentError('JOURNEY_UNKNOWN', { journey });
    if (action === 'pause') {
      await pauseJourney(tx, journey, { by: actor.who, at: await now(tx) });
    } else {
      await resumeJourney(tx, journey);
      await notify(tx, 'runs', await mayBeParked(tx, journey));
    }
    await writeAudit(tx, {
      who: actor.who,
      what: `journey ${action}`,
      subject: journey,
      detail: { reason: actor.reason ?? null },
    });
  });
}
