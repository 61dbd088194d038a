/** Runs of one journey as a version of ours left them: its code, and their histories as plain objects. */
export interface Recorded {
  readonly journey: string;
  /** Id of the release. */
  readonly release: string;
  readonly code: string;
  readonly histories: readonly object[];
}
