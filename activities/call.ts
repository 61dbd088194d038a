import {
  PermanentError,
  TransientError,
  type Answer,
  type Instant,
  type Json,
  type RunContext,
  type Step,
} from '../engine';
import {
  closeWait,
  endEnrollment,
  inTransaction,
  isLive,
  lockCustomer,
  readCall,
  readClock,
  setNotBefore,
  setStuck,
  writeStep,
  type CallState,
  type Db,
  type LockedCustomer,
} from '../store';
import { applyPending } from './apply';
import type { ActivityDeps, ApplyDeps, SendLimits } from './context';
import { nameOf, placeOf } from './failures';

/** What the activities need, with what may be left out filled in. */
export type Deps = Required<Omit<ActivityDeps, 'limits'>> & {
  readonly limits: SendLimits;
  /** Id of the release that is current, as of a moment ago. */
  currentRelease(): Promise<string | undefined>;
} & ApplyDeps;

/** One call of one step inside its transaction: the customer is locked, and all their events are applied. */
export interface Scene {
  readonly tx: Db;
  readonly deps: Deps;
  readonly run: RunContext;
  readonly step: Step;
  readonly verb: string;
  /** As the lock found it; `now` is the instant of everything that is written. */
  readonly customer: LockedCustomer;
  readonly state: CallState;
}

/** Which step of which run is asked for. */
export interface Asked {
  readonly run: RunContext;
  readonly step: Step;
  readonly verb: string;
}

/** What there is to say without acting: the run is over or superseded, or the step's outcome is recorded. */
function saidBefore<T>(state: CallState, run: RunContext): Answer<T> | undefined {
  if (state.generation !== run.generation) return { status: 'ended', end: 'superseded' };
  if (state.step) return { status: 'done', value: state.step.value as T, at: state.step.at };
  if (!isLive(state)) {
    return { status: 'ended', end: state.end ?? state.state };
  }
  return undefined;
}

async function needCall(tx: Db, { run, step }: Asked): Promise<CallState> {
  const state = await readCall(tx, run.enrollment, run.generation, step.name);
  if (!state) throw new PermanentError('ENROLLMENT_UNKNOWN', { enrollment: run.enrollment });
  return state;
}

/**
 * The transaction that every call is: lock the customer, answer what was recorded, else apply what is
 * pending and act.
 * @param act - writes its outcome with `record` or ends the run; may run more than once
 */
export async function inCall<T, U = never>(
  deps: Deps,
  asked: Asked,
  act: (scene: Scene) => Promise<Answer<T> | U>,
): Promise<Answer<T> | U> {
  return inTransaction(deps.store, async (tx) => {
    const locked = await lockCustomer(tx, asked.run.customer);
    const found = await needCall(tx, asked);
    const said = saidBefore<T>(found, asked.run);
    if (said) return said;
    const customer = await applyPending(tx, locked, deps);
    const state = customer === locked ? found : await needCall(tx, asked);
    return act({ tx, deps, ...asked, customer, state });
  });
}

/**
 * The transaction after an effect outside of one: what became of it is written whether or not the run
 * goes on; the step's outcome only if it does.
 * @param write - false: it is not ours to write, and nothing more is done
 */
export async function afterEffect<T>(
  deps: Deps,
  asked: Asked,
  write: (tx: Db, customer: LockedCustomer) => Promise<boolean>,
  act: (scene: Scene) => Promise<Answer<T>>,
): Promise<Answer<T> | undefined> {
  return inTransaction(deps.store, async (tx) => {
    const customer = await lockCustomer(tx, asked.run.customer);
    if (!(await write(tx, customer))) return undefined;
    const state = await needCall(tx, asked);
    return saidBefore<T>(state, asked.run) ?? act({ tx, deps, ...asked, customer, state });
  });
}

/** Writes the step's outcome; the run moves again. The first writer wins. */
export async function record<T>(
  scene: Scene,
  value: T,
  { event }: { event?: string } = {},
): Promise<Answer<T>> {
  const { tx, run, step, verb, customer, state } = scene;
  const written = await writeStep(tx, {
    enrollment: run.enrollment,
    generation: run.generation,
    step: step.name,
    verb,
    value: value as Json,
    ...(event !== undefined && { eventId: event }),
    at: customer.now,
  });
  if (state.stuck) await setStuck(tx, run.enrollment, null);
  if (state.notBefore !== null) await setNotBefore(tx, run.enrollment, null);
  if (state.waiting !== null && state.waiting !== step.name) {
    await closeWait(tx, run.enrollment, state.waiting);
  }
  return { status: 'done', value: written.value as T, at: written.at };
}

/** Not now: the run asks again at `until`, or when a bell rings. */
export async function askAgainAt(
  { tx, run }: Scene,
  { until, why }: { readonly until: Instant; readonly why: string },
): Promise<Answer<never>> {
  await setNotBefore(tx, run.enrollment, until);
  return { status: 'later', until, why };
}

/** @param pauseMs - real ms from now on */
export async function askAgainIn(
  scene: Scene,
  pauseMs: number,
  why: string,
): Promise<Answer<never>> {
  const { factor } = await readClock(scene.tx);
  return askAgainAt(scene, { until: Math.ceil(scene.customer.now + pauseMs * factor), why });
}

/** Ends the enrollment with the verdict it was given, or with its own end. */
export async function endRun(scene: Scene, end: string): Promise<Answer<never>> {
  const { tx, run, customer } = scene;
  await endEnrollment(tx, run.enrollment, end, customer.now);
  return { status: 'ended', end };
}

/** Why a run stands still, in words that quote nothing personal. */
export function stuckBy(error: unknown, step: Step): { code: string; message: string } {
  const known =
    error instanceof PermanentError
      ? error
      : new PermanentError('CALL_FAILED', { step: step.name, error: nameOf(error) });
  return { code: known.code, message: known.message };
}

/** Records a standstill. A verdict stands before it: then the run ends. */
export async function standStill(
  deps: Deps,
  asked: Asked,
  stuck: { code: string; message: string },
): Promise<Answer<never>> {
  return inTransaction(deps.store, async (tx) => {
    const customer = await lockCustomer(tx, asked.run.customer);
    const state = await needCall(tx, asked);
    if (state.generation !== asked.run.generation) return { status: 'ended', end: 'superseded' };
    if (state.state === 'ended') return { status: 'ended', end: state.end ?? state.state };
    if (state.verdict !== null) {
      await endEnrollment(tx, asked.run.enrollment, state.verdict, customer.now);
      return { status: 'ended', end: state.verdict };
    }
    await setStuck(tx, asked.run.enrollment, { step: asked.step.name, ...stuck });
    return { status: 'stuck', ...stuck };
  });
}

/** Stands still within a transaction that has more to write. */
export async function stuckIn(
  { tx, run, step }: Scene,
  stuck: { code: string; message: string },
): Promise<Answer<never>> {
  await setStuck(tx, run.enrollment, { step: step.name, ...stuck });
  return { status: 'stuck', ...stuck };
}

/**
 * A fault of ours does not end the customer's journey: the run stands still, recorded.
 * @throws TransientError: the same call may succeed later
 * @throws PermanentError `ENROLLMENT_UNKNOWN`, `CUSTOMER_UNKNOWN` where there is no run to stand still
 */
export async function orStuck<T, U = never>(
  deps: Deps,
  asked: Asked,
  work: () => Promise<Answer<T> | U>,
): Promise<Answer<T> | U> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof TransientError) throw error;
    const stuck = stuckBy(error, asked.step);
    const about = { enrollment: asked.run.enrollment, step: asked.step.name, ...stuck };
    deps.log.error({ ...about, at: placeOf(error) }, 'a step stands still');
    return standStill(deps, asked, stuck);
  }
}
