/**
 * What a step does, written as one line: it goes on at once as far as its runtime answers at once, and waits
 * where it is given a promise. So the same code runs for years in a workflow, and without a pause in a preview.
 */
export type Work<T> = Generator<PromiseLike<unknown>, T, unknown>;

export const isPromise = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && 'then' in value;

/** What is there already, or what comes. */
export function* arrived<T>(value: T | PromiseLike<T>): Work<T> {
  return isPromise(value) ? ((yield value) as T) : value;
}

/** A promise that never settles: what a stopped run's verbs return, so that no author's code runs on. */
export const never = (): Promise<never> => new Promise(() => undefined);

/** What the work of a stopped run comes to: nothing, too. */
export function* stopped(): Work<never> {
  for (;;) yield never();
}

async function waiting<T>(
  work: Work<T>,
  first: IteratorResult<PromiseLike<unknown>, T>,
): Promise<T> {
  let step = first;
  while (!step.done) {
    let value: unknown;
    try {
      value = await step.value;
    } catch (error) {
      step = work.throw(error);
      continue;
    }
    step = work.next(value);
  }
  return step.value;
}

/** Does the work: its outcome at once where nothing had to be waited for. */
export function drive<T>(work: Work<T>): T | Promise<T> {
  const step = work.next();
  return step.done ? step.value : waiting(work, step);
}
