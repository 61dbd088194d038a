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
