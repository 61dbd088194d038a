/** Where long work says how far it is. */
export interface Progress {
  /** The present state, which the next one replaces. */
  status(text: string): void;
  /** A line that stays. */
  line(text: string): void;
}

export const silent: Progress = { status: () => undefined, line: () => undefined };
