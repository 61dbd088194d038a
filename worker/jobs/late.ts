import type { Logger } from '../../activities';
import { lateWaits, type LateWait, type Store } from '../../store';
import type { Runs } from '../runs';

const PAGE = 500;

export interface LateDeps {
  readonly store: Store;
  readonly runs: Pick<Runs, 'ring'>;
  readonly log: Pick<Logger, 'info'>;
}

const nameOf = ({ enrollment, generation, step }: LateWait): string =>
  `${enrollment}:${String(generation)}:${step}`;

/**
 * Rings runs whose wait is over by the product's clock, and that sit in it all the same: a clock that was made faster
 * leaves their timers as they are. A run that is about to move has until the next look; each is rung once for its wait,
 * for whoever is put off at its next gate has no other wait.
 */
export class LateRuns {
  #seen: ReadonlyMap<string, 'late' | 'rung'> = new Map();

  /** @param page - rows read at once */
  constructor(
    private readonly deps: LateDeps,
    private readonly page = PAGE,
  ) {}

  /** @returns how many were rung */
  async ring(): Promise<number> {
    const seen = new Map<string, 'late' | 'rung'>();
    let rung = 0;
    for (let after: LateWait | undefined, page: readonly LateWait[]; ; after = page.at(-1)) {
      page = await lateWaits(this.deps.store.db, this.page, after);
      for (const wait of page) {
        const before = this.#seen.get(nameOf(wait));
        if (before === 'late') {
          await this.deps.runs.ring(wait, { kind: 'control', action: 'resume' });
          rung++;
        }
        seen.set(nameOf(wait), before === undefined ? 'late' : 'rung');
      }
      if (page.length < this.page) break;
    }
    this.#seen = seen;
    if (rung > 0) this.deps.log.info({ rung }, 'runs whose wait was over were rung');
    return rung;
  }
}
