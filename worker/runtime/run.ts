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
  startRun,
  type AnyDefinition,
  type CallName,
  type Run,
  type RunEnd,
  type Runtime,
  type Snapshot,
} from '../../engine';
import { call, callerOf, renew } from './calls';
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

/** The engine's port on Temporal. `renewed` is told when the history is full; that call is never answered. */
function runtimeOf(input: WorkflowInput, renewed: (next: Renewed) => void): Runtime {
  const caller = callerOf(input);
  const isFull = (name: CallName): boolean =>
    name !== 'end' &&
    name !== 'park' &&
    workflowInfo().historyLength > (input.historyLimit ?? HISTORY_LIMIT);
  return {
    now: () => Date.now(),
    timer: (until, summary) => timer(until, summary, input.scaled ?? false),
    status: (snapshot) => setCurrentDetails(detailsOf(snapshot)),
    async call(name, question, step) {
      if (isFull(name)) {
        const next = await renew(caller).catch(() => null);
        if (next) {
          renewed(next);
          return never();
        }
      }
      return call(caller, name, question, step);
    },
  };
}

/** Cancelled in Temporal: the row is closed, whatever the run was at. What fails here the reconciler mends. */
async function recordCancelled(input: WorkflowInput): Promise<void> {
  const end = 'cancelled';
  await call(
    callerOf(input),
    'end',
    { end },
    { name: 'end', key: `${input.enrollment}:${input.generation}:end`, summary: `end ${end}` },
  ).catch(() => undefined);
}

/**
 * One generation of an enrollment. The engine runs where Temporal's cancellation does not reach, for no
 * author's code may see it.
 */
export async function runJourney(definition: AnyDefinition, input: WorkflowInput): Promise<RunEnd> {
  let renewed: (next: Renewed) => void = () => undefined;
  const renewal = new Promise<Renewed>((resolve) => (renewed = resolve));
  const finished = CancellationScope.nonCancellable(() => {
    const run = startRun(definition, input, runtimeOf(input, renewed));
    listen(run);
    return run.finished;
  });
  try {
    const over = await Promise.race([
      finished,
      renewal,
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
