import { writeFileSync } from 'node:fs';
import { PermanentError } from '../engine';
import {
  backtest,
  backtestPage,
  combinations,
  journeyNamed,
  parseSetting,
  type BacktestReport,
  type History,
  type Settings,
} from '../preview';
import { backtestText, badLines } from './backtest-text';
import { Failed, wholeNumber, type AddCommand, type Cli } from './command';
import { addHistoryOptions, HISTORY_HELP, withHistory, type HistoryFlags } from './history-flags';
import { json } from './terminal';
import { timezoneOption } from './timezone';

interface BacktestFlags extends HistoryFlags {
  readonly set: readonly string[];
  readonly vary: readonly string[];
  readonly assume: readonly string[];
  readonly alpha: number;
  readonly power: number;
  readonly seed: number;
  readonly html?: string;
  readonly json?: true;
}

const HELP = `${HISTORY_HELP}
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
  const command = program
    .command('backtest')
    .argument('<journey>', 'its id, as in workflows/')
    .description(
      'Runs a journey over a real purchase history: whom it takes in, what it sends, what it costs.',
    )
    .requiredOption('--data <file>', 'the history: csv, jsonl, or the CDNOW form')
    .addOption(timezoneOption("of dates, and of customers who tell none (the shop's)"));
  addHistoryOptions(command)
    .option('--set <setting=value>', 'changes a setting of the journey; several times', list, [])
    .option('--vary <setting=values>', 'compares values of a setting; several times', list, [])
    .option('--assume <answers>', 'answers that messages have; several times', list, [])
    .option('--alpha <share>', 'chance to see a lift where there is none', share, 0.05)
    .option('--power <share>', 'chance to see the lift where there is one', share, 0.8)
    .option('--seed <n>', 'holds others out, and draws other answers', wholeNumber(0), 1)
    .option('--html <file>', 'writes a page with charts')
    .option('--json', 'as JSON')
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
  const definition = journeyNamed(id);
  const all = settingsOf(flags);
  const { assume, seed, alpha, power } = flags;
  const done = await withHistory(cli, flags, async ({ history, file, ground, progress }) => {
    const reports: BacktestReport[] = [];
    for (const [index, settings] of all.entries()) {
      const which = all.length > 1 ? `${String(index + 1)} of ${String(all.length)}` : id;
      const options = { ...ground, settings, assume, seed, alpha, power };
      const watched = { ...options, progress: progress(which) };
      reports.push(await backtest(definition, history.events, watched));
    }
    return { history, file, reports };
  });
  tell(cli, flags, done);
}

interface Done {
  readonly history: History;
  readonly file: string;
  readonly reports: readonly BacktestReport[];
}

function tell(
  { terminal }: Cli,
  { html, json: asJson, skipBad, vary }: BacktestFlags,
  { history, file, reports }: Done,
): void {
  const { bad, unknown, duplicates } = history;
  const varied = vary.map((text) => parseSetting(text).setting);
  const told = { file, varied, reports, bad, unknown, duplicates };
  if (html !== undefined) writeFileSync(html, backtestPage(told));
  terminal.out(asJson ? json(told) : backtestText(terminal, told));
  if (html !== undefined && !asJson) terminal.out(`\nThe report with charts: ${html}\n`);
  terminal.err(badLines(told));
  if (bad.length > 0 && !skipBad) throw new Failed();
}
