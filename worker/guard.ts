import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { asFailure, placeOf, type Logger } from '../activities';
import { PermanentError, TransientError } from '../engine';

type Activity = (...args: never[]) => Promise<unknown>;

export const isOurs = (error: unknown): error is PermanentError | TransientError =>
  error instanceof PermanentError || error instanceof TransientError;

/**
 * Activities as Temporal gets them: what they throw enters a history by its code and the message of our table,
 * and says whether trying again can help. A fault of our own code is logged with its place.
 */
export function guarded<A extends Record<keyof A, Activity>>(
  activities: A,
  log: Logger,
): Record<keyof A, Activity> {
  const guard =
    (name: string, activity: Activity): Activity =>
    async (...args) => {
      try {
        return await activity(...args);
      } catch (error) {
        const { type, message, retryable, retryAfter } = asFailure(error);
        if (!isOurs(error)) {
          log.error(
            { activity: name, error: message, at: placeOf(error) },
            'an activity is at fault',
          );
        }
        throw ApplicationFailure.create({
          type,
          message,
          nonRetryable: !retryable,
          ...(retryAfter !== undefined && { nextRetryDelay: retryAfter }),
        });
      }
    };
  return Object.fromEntries(
    Object.entries<Activity>(activities).map(([name, activity]) => [name, guard(name, activity)]),
  ) as Record<keyof A, Activity>;
}

/** Well within the queue's heartbeat time-out. Real ms. */
const BEAT_MS = 5_000;

/** Ordinary activities that tell that they are at work: one whose process was killed is soon asked for elsewhere. */
export function beating<A extends Record<keyof A, Activity>>(
  activities: A,
): Record<keyof A, Activity> {
  const beat =
    (activity: Activity): Activity =>
    async (...args) => {
      const context = Context.current();
      context.heartbeat();
      const beats = setInterval(() => context.heartbeat(), BEAT_MS);
      try {
        return await activity(...args);
      } finally {
        clearInterval(beats);
      }
    };
  return Object.fromEntries(
    Object.entries<Activity>(activities).map(([name, activity]) => [name, beat(activity)]),
  ) as Record<keyof A, Activity>;
}
