import {
  CancellationScope,
  continueAsNew,
  defineQuery,
  defineSignal,
  isCancellation,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import {
  runContext,
  startRun,
  type AnyDefinition,
  type Run,
  type RunEnd,
  type Runtime,
  type Snapshot,
} from '../../engine';
import { call, renew } from './calls';
import { detailsOf } from './details';
import { timer } from './timers';
import {
  CONTROL_SIGNAL,
  EVENT_SIGNAL,
  STATE_QUERY,
  type ControlBell,
  type EventBell,
  type Renewed,
  type WorkflowInput,
} from './wire';

const HISTORY_LIMIT = 4_000;

const eventSignal = defineSignal<[EventBell]>(EVENT_SIGNAL);
const controlSignal = defineSignal<[ControlBell]>(CONTROL_SIGNAL);
const stateQuery = defineQuery<Snapshot>(STATE_QUERY);

const never = (): Promise<never> => new Promise(() => undefined);

function listen(run: Run): void {
  const rung = new Set<string>();
  setHandler(eventSignal, ({ id }) => run.ring({ kind: 'event', id }), {
    description: 'An event came that this run may be waiting for',
  });
  setHandler(
    controlSignal,
    ({ id, ...control }) => {
      if (id !== undefined && rung.has(id)) return;
      if (id !== undefined) rung.add(id);
      run.ring({ kind: 'control', ...control });
    },
    { description: "An operator's pause, resume, skip, retry or end" },
  );
  setHandler(stateQuery, () => run.snapshot(), { description: 'Where the run stands' });
}

/** What the engine's port needs of the workflow around it. */
interface Around {
  /** The history is full, and this is how the run goes on. The call that found it so is never answered. */
  renewed(next: Renewed): void;
  standing(snapshot: Snapshot): void;
}

function runtimeOf(input: WorkflowInput, around: Around): Runtime {
  const caller = runContext(input);
  const limit = input.historyLimit ?? HISTORY_LIMIT;
  return {
    now: () => Date.now(),
    timer: (until, summary) => timer(until, summary, input.scaled ?? false),
    status: around.standing,
    async call(name, question, step) {
      if (workflowInfo().historyLength > limit) {
        const next = await renew(caller).catch(() => null);
        if (next) {
          around.renewed(next);
          return never();
        }
      }
      return call(caller, name, question, step);
    },
  };
}

/** Starts the run where Temporal's cancellation does not reach: no author's code may see it. */
function begin(
  definition: AnyDefinition,
  input: WorkflowInput,
  renewed: Around['renewed'],
): Promise<RunEnd> {
  const kept = input.kept?.length ?? 0;
  let asked = kept === 0;
  let run: Run | undefined;
  const standing = (snapshot: Snapshot): void => {
    setCurrentDetails(detailsOf(snapshot));
    if (asked || snapshot.state !== 'waiting' || snapshot.story.length !== kept) return;
    // A wait kept from the generation before: what rang between the two rang for nobody.
    asked = true;
    run?.ring({ kind: 'event', id: input.event.id });
  };
  return CancellationScope.nonCancellable(() => {
    run = startRun(definition, input, runtimeOf(input, { renewed, standing }));
    listen(run);
    return run.finished;
  });
}

/** Cancelled in Temporal: the row is closed, whatever the run was at. What fails here the reconciler mends. */
async function recordCancelled(input: WorkflowInput): Promise<void> {
  const end = 'cancelled';
  await call(
    runContext(input),
    'end',
    { end },
    { name: 'end', key: `${input.enrollment}:${input.generation}:end`, summary: `end ${end}` },
  ).catch(() => undefined);
}

/** One generation of an enrollment. */
export async function runJourney(definition: AnyDefinition, input: WorkflowInput): Promise<RunEnd> {
  try {
    const over = await Promise.race([
      new Promise<Renewed | RunEnd>((resolve, reject) => {
        begin(definition, input, resolve).then(resolve, reject);
      }),
      CancellationScope.current().cancelRequested,
    ]);
    if ('end' in over) return over;
    return await continueAsNew<(next: WorkflowInput) => Promise<RunEnd>>({ ...input, ...over });
  } catch (error) {
    if (isCancellation(error)) {
      await CancellationScope.nonCancellable(() => recordCancelled(input));
    }
    throw error;
  }
}
