import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Db } from '../../../store';

/** Where a customer's run is. */
export interface Seen {
  readonly userId: string;
  readonly state: string;
  /** Whose wait is open. */
  readonly step: string | null;
}

interface Waiting {
  readonly is: (seen: Seen) => boolean;
  readonly found: (seen: Seen) => void;
  readonly missed: (error: Error) => void;
  readonly since: number;
}

const PAUSE_MS = 15;
const PATIENCE_MS = 60_000;

/** Looks after many runs with one question, as long as anybody waits for one. */
export class Watch {
  readonly #waiting = new Map<string, Waiting>();
  readonly #last = new Map<string, Seen>();
  #looking = false;

  constructor(private readonly db: Db) {}

  until(userId: string, is: (seen: Seen) => boolean): Promise<Seen> {
    const seen = new Promise<Seen>((found, missed) => {
      this.#waiting.set(userId, { is, found, missed, since: Date.now() });
    });
    if (!this.#looking) void this.#look();
    return seen;
  }

  async #look(): Promise<void> {
    this.#looking = true;
    while (this.#waiting.size > 0) {
      for (const seen of await this.#see([...this.#waiting.keys()])) this.#tell(seen);
      for (const [userId, { since, missed }] of this.#waiting) {
        if (Date.now() - since < PATIENCE_MS) continue;
        this.#waiting.delete(userId);
        missed(new Error(`${userId} was never so: ${JSON.stringify(this.#last.get(userId))}`));
      }
      await sleep(PAUSE_MS);
    }
    this.#looking = false;
  }

  #tell(seen: Seen): void {
    this.#last.set(seen.userId, seen);
    const waiting = this.#waiting.get(seen.userId);
    if (!waiting?.is(seen)) return;
    this.#waiting.delete(seen.userId);
    waiting.found(seen);
  }

  async #see(users: readonly string[]): Promise<readonly Seen[]> {
    const { rows } = await sql<Seen>`
      select i.value as "userId", e.state, w.step
      from identities i join enrollments e on e.customer = i.customer
      left join waits w on w.enrollment = e.id and w.generation = e.generation
        and (w.kind = 'event' or w.until > perennial_now())
      where i.value = any(${[...users]}::text[]) and e.state not in ('turned away', 'starting')`.execute(
      this.db,
    );
    return rows;
  }
}
