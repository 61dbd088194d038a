import {
  ActivityFailure,
  ApplicationFailure,
  proxyActivities,
  proxyLocalActivities,
} from '@temporalio/workflow';
import type { Answer, CallName, Calls, Pending, RunContext, Step } from '../../engine';
import { ACTIVITY_QUEUE, type LocalExtras, type StepActivity } from './wire';

/** UI metadata holds this many bytes; ids and names are ASCII. */
const SUMMARY_LIMIT = 200;

const within = proxyLocalActivities<Record<CallName, StepActivity<Answer<unknown> | Pending>>>({
  startToCloseTimeout: '10 seconds',
  retry: { maximumAttempts: 1 },
});

const queued = proxyActivities<Record<CallName, StepActivity<Answer<unknown>>>>({
  taskQueue: ACTIVITY_QUEUE,
  startToCloseTimeout: '2 minutes',
  heartbeatTimeout: '20 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

export const summaryOf = (text: string): string =>
  text.length > SUMMARY_LIMIT ? `${text.slice(0, SUMMARY_LIMIT - 1)}…` : text;

const refusal = (error: unknown): ApplicationFailure | undefined =>
  error instanceof ActivityFailure && error.cause instanceof ApplicationFailure
    ? error.cause
    : undefined;

/** In words for the engine, which records them: Temporal's own say only that an activity failed. */
const inWords = (error: unknown): Error => {
  const cause = refusal(error);
  if (cause) return new Error(cause.type ? `${cause.type}: ${cause.message}` : cause.message);
  return error instanceof Error ? error : new Error(String(error));
};

async function ask(
  name: CallName,
  args: Parameters<StepActivity<unknown>>,
  summary: string,
): Promise<Answer<unknown>> {
  try {
    const answer = await within[name].executeWithOptions({ summary }, args);
    if (answer.status !== 'pending') return answer;
  } catch (error) {
    if (refusal(error)?.nonRetryable) throw inWords(error);
  }
  try {
    return await queued[name].executeWithOptions({ summary }, args);
  } catch (error) {
    throw inWords(error);
  }
}

/**
 * A step within the workflow task where that is enough; otherwise the same step, by the same key, as an
 * ordinary activity, which joins what goes on and tries until it is done.
 * @throws Error when trying again cannot help
 */
export const call = async <K extends CallName>(
  run: RunContext,
  name: K,
  input: Calls[K]['input'],
  step: Step,
): Promise<Answer<Calls[K]['output']>> =>
  (await ask(name, [run, input, step], summaryOf(step.summary))) as Answer<Calls[K]['output']>;

/** The clock is asked until it answers: without it no timer of a scaled run can be set. */
export const { clock } = proxyLocalActivities<Pick<LocalExtras, 'clock'>>({
  startToCloseTimeout: '10 seconds',
});

export const { renew } = proxyLocalActivities<Pick<LocalExtras, 'renew'>>({
  startToCloseTimeout: '10 seconds',
  retry: { maximumAttempts: 1 },
});
