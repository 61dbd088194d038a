import { Option, type Command } from 'commander';
import { basename } from 'node:path';
import { completeUntil, type Columns, type History, type Told } from '../preview';
import type { Cli } from './command';
import { FORMATS, readHistory, type Format } from './history';
import { listenForInterrupts } from './signals';
import { liveProgress, progressBar, type Live } from './terminal';
import { zoneIn, type TimezoneFlag } from './timezone';

/** What every command that reads a history takes. */
export interface HistoryFlags extends Columns, TimezoneFlag {
  readonly data: string;
  readonly format?: Format;
  readonly until?: string;
  readonly skipBad?: true;
}

export const HISTORY_HELP = `
--data is one of
  a table (csv) with a head; --customer, --date, --event and --amount name its columns, unless they are called so.
    --event may also be an event that every row is. Columns named as an event's fields fill them.
  the CDNOW form: id, date (yyyymmdd), number and amount, with blanks between
  jsonl: a message of the tracking API on each line
`;

/**
 * Says how `--data` is read; the command has that option already, and none of these goes without it.
 * @param format - the flag for the file's format, where `--format` is something else
 */
export function addHistoryOptions(command: Command, format = '--format'): Command {
  const first = command.options.length;
  command
    .addOption(
      new Option(`${format} <format>`, 'of --data; left out: told by its first line').choices(
        FORMATS,
      ),
    )
    .option('--customer <column>', 'who')
    .option('--date <column>', 'when; a date without a time is a day of the shop')
    .option('--event <column or event>', 'what happened')
    .option('--amount <column>', 'for how much')
    .option('--until <date>', 'the history is complete up to here; left out: its last event')
    .option('--skip-bad', 'lines that cannot be used are no failure');
  const own = command.options.slice(first);
  return command.hook('preAction', () => {
    const given = command.opts<Readonly<Record<string, unknown>>>();
    const lone = own.find((one) => given[one.attributeName()] !== undefined);
    if (given['data'] !== undefined || !lone) return;
    command.error(`error: option '${lone.long ?? ''}' says how --data is read, and there is none`);
  });
}

/** A history that was read, and how work over it is watched. */
export interface ReadHistory {
  readonly history: History;
  /** As people call it. */
  readonly file: string;
  /** What it is played with. */
  readonly ground: {
    readonly profiles: History['profiles'];
    readonly zone?: string;
    readonly signal: AbortSignal;
    readonly until?: number;
  };
  /** Tells how many of its events have happened. */
  readonly progress: (what: string) => (done: number) => void;
}

const showing =
  (live: Live, events: number) =>
  (what: string) =>
  (done: number): void =>
    live.status(progressBar(done / events, what));

/**
 * Reads a history and does something with it, with a bar and until Ctrl-C.
 * @param catalog - left out: the shop's
 */
export async function withHistory<T>(
  cli: Cli,
  flags: HistoryFlags,
  use: (read: ReadHistory) => Promise<T>,
  catalog?: Told['catalog'],
): Promise<T> {
  const { data, format } = flags;
  const zone = zoneIn(flags);
  const read = { ...zone, ...(catalog && { catalog }) };
  const until = flags.until === undefined ? undefined : completeUntil(flags.until, read);
  const { signal } = listenForInterrupts(cli.terminal);
  const live = liveProgress(cli.terminal);
  const file = basename(data);
  try {
    const history = await readHistory(
      { file: data, ...read, columns: flags, ...(format && { format }) },
      { signal, progress: (part) => live.status(progressBar(part, `reading ${file}`)) },
    );
    const { profiles, events } = history;
    const ground = { profiles, ...zone, signal, ...(until !== undefined && { until }) };
    return await use({ history, file, ground, progress: showing(live, events.length) });
  } finally {
    live.clear();
  }
}
