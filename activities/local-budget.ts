import type { Pending } from '../engine';

export const PENDING: Pending = { status: 'pending' };

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
