import { TransientError, type Channel } from '../engine';

/** One attempt's place in a lane. It takes one place at most, however often it asks. */
export interface Visit {
  /** Whether there is room now in one of them. */
  mayTake(channels: readonly Channel[]): boolean;
  /** @returns whether there is room */
  take(channel: Channel): boolean;
  /**
   * Stands in line, first come, first served, until it has a place.
   * @throws TransientError `LANE_FULL` when it has stood too long, or the lanes are closed
   */
  wait(channel: Channel): Promise<void>;
  leave(): void;
}

/**
 * Places for attempts, so many for each channel. An attempt keeps its place until it is over: a provider
 * that hangs closes its own lane and nobody else's.
 */
export class Lanes {
  readonly #taken = new Map<Channel, number>();
  readonly #waiting = new Map<Channel, Set<(gotIn: boolean) => void>>();

  constructor(
    private readonly slots: number,
    /** Real ms to stand in line at most. */
    private readonly patienceMs = 0,
  ) {}

  visit(): Visit {
    let mine: Channel | undefined;
    const leave = (): void => {
      if (mine !== undefined) this.#free(mine);
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
    const wait = async (channel: Channel): Promise<void> => {
      if (take(channel)) return;
      if (!(await this.#line(channel))) throw new TransientError('LANE_FULL', { channel });
      mine = channel;
    };
    const mayTake = (channels: readonly Channel[]): boolean =>
      channels.some((one) => one === mine || (this.#taken.get(one) ?? 0) < this.slots);
    return { mayTake, take, wait, leave };
  }

  /** Whoever stands in line goes home. */
  close(): void {
    for (const line of this.#waiting.values()) for (const called of [...line]) called(false);
  }

  /** The place goes to whoever has stood longest, or is free. */
  #free(channel: Channel): void {
    const [next] = this.#waiting.get(channel) ?? [];
    if (next) next(true);
    else this.#taken.set(channel, (this.#taken.get(channel) ?? 1) - 1);
  }

  #line(channel: Channel): Promise<boolean> {
    const line = this.#waiting.get(channel) ?? new Set();
    this.#waiting.set(channel, line);
    return new Promise((resolve) => {
      const called = (gotIn: boolean): void => {
        clearTimeout(patience);
        line.delete(called);
        resolve(gotIn);
      };
      const patience = setTimeout(() => called(false), this.patienceMs);
      line.add(called);
    });
  }
}
