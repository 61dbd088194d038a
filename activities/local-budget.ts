import type { Channel } from '../engine';
import type { Pending } from './context';

export const PENDING: Pending = { status: 'pending' };

/**
 * Places for local attempts, so many for each channel. An attempt keeps its place until it is over,
 * past its budget too: a provider that hangs closes its own lane and nobody else's.
 */
export class Lanes {
  readonly #taken = new Map<Channel, number>();

  constructor(private readonly slots: number) {}

  /** A visit takes one place at most, however often it asks. */
  visit(): { take(channel: Channel): boolean; leave(): void } {
    let mine: Channel | undefined;
    const leave = (): void => {
      if (mine !== undefined) this.#taken.set(mine, (this.#taken.get(mine) ?? 1) - 1);
      mine = undefined;
    };
    const take = (channel: Channel): boolean => {
      if (mine === channel) return true;
      leave();
      const taken = this.#taken.get(channel) ?? 0;
      if (taken >= this.slots) return false;
      this.#taken.set(channel, taken + 1);
      mine = channel;
      return true;
    };
    return { take, leave };
  }
}

/** The outcome, or `pending` when it takes longer; then it goes on, and `late` hears if it fails. */
export async function withinBudget<T>(
  work: Promise<T>,
  budgetMs: number,
  late: (error: unknown) => void,
): Promise<T | Pending> {
  let timer: NodeJS.Timeout | undefined;
  let isLate = false;
  work.catch((error: unknown) => {
    if (isLate) late(error);
  });
  const over = new Promise<Pending>((resolve) => {
    timer = setTimeout(() => {
      isLate = true;
      resolve(PENDING);
    }, budgetMs);
  });
  try {
    return await Promise.race([work, over]);
  } finally {
    clearTimeout(timer);
  }
}
