import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/client';
import type { Bell } from '../engine';
import {
  CONTROL_SIGNAL,
  EVENT_SIGNAL,
  queueOf,
  workflowIdOf,
  type ControlBell,
  type EventBell,
  type WorkflowInput,
} from './runtime/wire';
import { asUnavailable, SEARCH_ATTRIBUTES, type Temporal } from './temporal';

const PING_MS = 2_000;

/** What Temporal knows of a run. `failing`: its code fails, try after try; `gone`: nothing. */
export type Standing = 'running' | 'failing' | 'cancelled' | 'closed' | 'gone';

/** Tries of one workflow task. A worker that died in the middle makes for a second one. */
const FAILING = 3;

/** Memo of a run: its generation at the start. */
const GENERATION = 'generation';

/** Which run: what its workflow id is made of. */
export interface RunName {
  readonly journey: string;
  readonly enrollment: string;
}

/** What the worker asks of Temporal about runs. Each call throws TransientError `TEMPORAL_UNAVAILABLE`. */
export class Runs {
  constructor(
    private readonly temporal: Temporal,
    private readonly address: string,
  ) {}

  async ping(): Promise<void> {
    const { namespace, connection } = this.temporal;
    await this.#call(() => connection.workflowService.describeNamespace({ namespace }), PING_MS);
  }

  /** Starting what is started already is harmless; a later generation takes the place of the one before, never the other way. */
  async start(input: WorkflowInput, title: string): Promise<void> {
    if (await this.#tryToStart(input, title, 'FAIL')) return;
    if (input.generation === 0 || (await this.#generationOf(input)) >= input.generation) return;
    await this.#tryToStart(input, title, 'TERMINATE_EXISTING');
  }

  /** @returns false where a run of this id is under way, or was and may not be again */
  async #tryToStart(
    input: WorkflowInput,
    title: string,
    workflowIdConflictPolicy: 'FAIL' | 'TERMINATE_EXISTING',
  ): Promise<boolean> {
    try {
      await this.#call(() =>
        this.temporal.client.workflow.start(input.journey, {
          workflowId: workflowIdOf(input),
          taskQueue: queueOf(input.release),
          args: [input],
          workflowIdConflictPolicy,
          memo: { [GENERATION]: input.generation },
          requestEagerStart: true,
          staticSummary: title,
          typedSearchAttributes: [
            { key: SEARCH_ATTRIBUTES.journey, value: input.journey },
            { key: SEARCH_ATTRIBUTES.customer, value: input.customer },
            { key: SEARCH_ATTRIBUTES.release, value: input.release },
          ],
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
      throw error;
    }
  }

  /** Of the run that Temporal has now; a generation that went on by itself has the memo of the one it began as. */
  async #generationOf(run: RunName): Promise<number> {
    const handle = this.temporal.client.workflow.getHandle(workflowIdOf(run));
    const { memo } = await this.#call(() => handle.describe());
    return Number(memo?.[GENERATION] ?? 0);
  }

  /** @returns whether there was a run to hear it */
  async ring(run: RunName, bell: Bell & { readonly id?: string }): Promise<boolean> {
    const handle = this.temporal.client.workflow.getHandle(workflowIdOf(run));
    const { kind, ...carried } = bell;
    try {
      await this.#call(() =>
        kind === 'event'
          ? handle.signal<[EventBell]>(EVENT_SIGNAL, carried as EventBell)
          : handle.signal<[ControlBell]>(CONTROL_SIGNAL, carried as ControlBell),
      );
      return true;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return false;
      throw error;
    }
  }

  /** Asks for the latest run of the id, whatever its generation. */
  async look(run: RunName): Promise<Standing> {
    const handle = this.temporal.client.workflow.getHandle(workflowIdOf(run));
    try {
      const { status, raw } = await this.#call(() => handle.describe());
      if ((raw.pendingWorkflowTask?.attempt ?? 0) >= FAILING) return 'failing';
      if (['RUNNING', 'PAUSED', 'CONTINUED_AS_NEW'].includes(status.name)) return 'running';
      return status.name === 'CANCELLED' ? 'cancelled' : 'closed';
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return 'gone';
      throw error;
    }
  }

  /** For a run whose enrollment is over, and which nobody serves any more. */
  async terminate(run: RunName, reason: string): Promise<void> {
    try {
      await this.#call(() =>
        this.temporal.client.workflow.getHandle(workflowIdOf(run)).terminate(reason),
      );
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
  }

  /** Workflow ids that visibility lists, newest first. It lags, so it is a hint where to look, no more. */
  async list(query: string, limit: number): Promise<RunName[]> {
    return this.#call(async () => {
      const found: RunName[] = [];
      for await (const { workflowId } of this.temporal.client.workflow.list({
        query,
        pageSize: limit,
      })) {
        const slash = workflowId.indexOf('/');
        found.push({
          journey: workflowId.slice(0, slash),
          enrollment: workflowId.slice(slash + 1),
        });
        if (found.length >= limit) break;
      }
      return found;
    });
  }

  async #call<T>(work: () => Promise<T>, within?: number): Promise<T> {
    try {
      return await this.temporal.call(work, within);
    } catch (error) {
      throw asUnavailable(this.address, error);
    }
  }
}
