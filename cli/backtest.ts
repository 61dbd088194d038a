import { Option } from 'commander';
import { writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { PermanentError } from '../engine';
import {
  backtest,
  backtestPage,
  combinations,
  journeyNamed,
  parseSetting,
  type BacktestReport,
  type Columns,
  type History,
  type Settings,
} from '../preview';
import { backtestText, badLines } from './backtest-text';
import { Failed, wholeNumber, type AddCommand, type Cli } from './command';
import { FORMATS, readHistory, type Format } from './history';
import { listenForInterrupts } from './signals';
import { json, liveProgress, progressBar } from './terminal';
import { timezoneOption, zoneIn, type TimezoneFlag } from './timezone';

interface BacktestFlags extends Columns, TimezoneFlag {
  readonly data: string;
  readonly format?: Format;
  readonly until?: string;
  readonly set: readonly string[];
  readonly vary: readonly string[];
  readonly assume: readonly string[];
  readonly alpha: number;
  readonly power: number;
  readonly seed: number;
  readonly html?: string;
  readonly json?: true;
  readonly skipBad?: true;
}

const HELP = `
--data is one of
  a table (csv) with a head; --customer, --date, --event and --amount name its columns, unless they are called so.
    --event may also be an event that every row is. Columns named as an event's fields fill them.
  the CDNOW form: id, date (yyyymmdd), number and amount, with blanks between
  jsonl: a message of the tracking API on each line

--set and --vary change
  on        days of silence, where the journey begins with inactive(): on=60d, on=30..180d, on=60,90,120d
  within    the goal's window: within=30d
  reenter   reenter=always, reenter=once, reenter=180d
  holdout   holdout=5%, holdout=1,5,10%

Examples
  perennial backtest win-back --data orders.csv --html report.html
  perennial backtest win-back --data orders.csv --vary on=30..180d --set within=30d --set reenter=always
  perennial backtest win-back --data orders.csv --assume "orders after win-back/incentive=3% in 7 days"

Exits with 1 when lines could not be used, unless --skip-bad. See docs/backtest.md.`;

const list = (one: string, all: readonly string[]): string[] => [...all, one];

/** A share, such as 0.05 or 5%. `backtest` says which it takes. */
const share = (text: string): number =>
  text.endsWith('%') ? Number(text.slice(0, -1)) / 100 : Number(text);

export const addBacktest: AddCommand = (program, cli) => {
  program
    .command('backtest')
    .argument('<journey>', 'its id, as in workflows/')
    .description(
      'Runs a journey over a real purchase history: whom it takes in, what it sends, what it costs.',
    )
    .requiredOption('--data <file>', 'the history: csv, jsonl, or the CDNOW form')
    .addOption(
      new Option('--format <format>', 'left out: told from its first line').choices(FORMATS),
    )
    .option('--customer <column>', 'who')
    .option('--date <column>', 'when; a date without a time is a day of the shop')
    .option('--event <column or event>', 'what happened')
    .option('--amount <column>', 'for how much')
    .addOption(timezoneOption("of dates, and of customers who tell none (the shop's)"))
    .option('--until <date>', 'the history is complete up to here; left out: its last event')
    .option('--set <setting=value>', 'changes a setting of the journey; several times', list, [])
    .option('--vary <setting=values>', 'compares values of a setting; several times', list, [])
    .option('--assume <answers>', 'answers that messages have; several times', list, [])
    .option('--alpha <share>', 'chance to see a lift where there is none', share, 0.05)
    .option('--power <share>', 'chance to see the lift where there is one', share, 0.8)
    .option('--seed <n>', 'holds others out, and draws other answers', wholeNumber(0), 1)
    .option('--html <file>', 'writes a page with charts')
    .option('--json', 'as JSON')
    .option('--skip-bad', 'lines that cannot be used are no failure')
    .addHelpText('after', HELP)
    .action((journey: string, flags: BacktestFlags) => run(cli, journey, flags));
};

/** One for each combination of what varies. */
function settingsOf({ set, vary }: BacktestFlags): Settings[] {
  const fixed = set.map(parseSetting);
  const several = fixed.find(({ values }) => values.length > 1);
  if (several) {
    const problem = `--set ${several.setting} takes one value; --vary compares several`;
    throw new PermanentError('BACKTEST_INVALID', { problem });
  }
  return combinations([...fixed, ...vary.map(parseSetting)]);
}

async function run(cli: Cli, id: string, flags: BacktestFlags): Promise<void> {
  const { terminal } = cli;
  const { data: file } = flags;
  const zone = zoneIn(flags);
  const definition = journeyNamed(id);
  const all = settingsOf(flags);
  const interrupts = listenForInterrupts(terminal);
  const live = liveProgress(terminal);
  const { signal } = interrupts;
  try {
    const history = await readHistory(
      { ...flags, ...zone, file, columns: flags },
      { signal, progress: (part) => live.status(progressBar(part, `reading ${basename(file)}`)) },
    );
    const reports: BacktestReport[] = [];
    for (const [index, settings] of all.entries()) {
      const which = all.length > 1 ? `${String(index + 1)} of ${String(all.length)}` : id;
      const { events, profiles } = history;
      const until = untilOf(flags.until);
      const report = await backtest(definition, events, {
        ...{ settings, profiles, signal, ...zone },
        ...{ assume: flags.assume, seed: flags.seed, alpha: flags.alpha, power: flags.power },
        ...(until !== undefined && { until }),
        progress: (done) => live.status(progressBar(done / events.length, which)),
      });
      reports.push(report);
    }
    live.clear();
    tell(cli, flags, history, reports);
  } finally {
    live.clear();
  }
}

/** The end of that day, or that instant. */
function untilOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const instant = Date.parse(day ? `${text}T23:59:59.999Z` : text);
  if (Number.isNaN(instant)) throw new PermanentError('DATE_INVALID', { value: text });
  return instant;
}

function tell(
  { terminal }: Cli,
  { data, html, json: asJson, skipBad, vary }: BacktestFlags,
  history: History,
  reports: readonly BacktestReport[],
): void {
  const file = basename(data);
  const { bad, unknown, duplicates } = history;
  const varied = vary.map((text) => parseSetting(text).setting);
  const told = { file, varied, reports, bad, unknown, duplicates };
  if (html !== undefined) writeFileSync(html, backtestPage(told));
  terminal.out(asJson ? json(told) : backtestText(terminal, told));
  if (html !== undefined && !asJson) terminal.out(`\nThe report with charts: ${html}\n`);
  terminal.err(badLines(told));
  if (bad.length > 0 && !skipBad) throw new Failed();
}
