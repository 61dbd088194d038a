import { counted, headcountLines, type Counted, type History, type Told } from '../preview';
import { badLines } from './backtest-text';
import { Failed, type Cli } from './command';
import { withHistory, type HistoryFlags } from './history-flags';

/** The customers of a history, counted by the paths that they took. */
export interface Counts {
  /** Of each journey that was told, in their order. */
  readonly counted: readonly Counted[];
  /** What could not be used of the file. */
  readonly left: Pick<History, 'bad' | 'unknown' | 'duplicates'>;
  readonly file: string;
}

/** Flags of a command that goes without a history too. */
export type CountFlags = Partial<HistoryFlags>;

/** @returns nothing without `--data` */
export function countsOf(
  cli: Cli,
  { data, ...flags }: CountFlags,
  { journeys, stories, catalog }: Told,
): Promise<Counts | undefined> {
  if (data === undefined) return Promise.resolve(undefined);
  return withHistory(
    cli,
    { ...flags, data },
    async ({ history, file, ground, progress }) => {
      const all: Counted[] = [];
      for (const [index, told] of stories.entries()) {
        const [journey, watch] = [journeys[index], progress(told.journey)];
        if (!journey) continue;
        const options = { ...ground, catalog, file, progress: watch };
        all.push(await counted(told, journey, history.events, options));
      }
      const { bad, unknown, duplicates } = history;
      return { counted: all, left: { bad, unknown, duplicates }, file };
    },
    catalog,
  );
}

/** Whom the counts are of, for the error output beside a drawing. */
export const countedText = ({ counted: all }: Counts): string =>
  all.map(({ headcount }) => `${headcountLines(headcount).join('\n')}\n`).join('');

/** Says what could not be used of the file; that is a failure, unless it may be. */
export function tellLeft({ terminal }: Cli, { skipBad }: CountFlags, counts: Counts): void {
  terminal.err(badLines({ ...counts.left, file: counts.file }));
  if (counts.left.bad.length > 0 && !skipBad) throw new Failed();
}
