import { pathsText, storiesText, told, withRuns, type Stories } from '../preview';
import { Failed, wholeNumber, type AddCommand, type Cli } from './command';
import { countsOf, tellLeft, type CountFlags } from './counts';
import { addHistoryOptions, HISTORY_HELP } from './history-flags';
import { json } from './terminal';
import { timezoneOption, zoneIn } from './timezone';

interface ExploreFlags extends CountFlags {
  readonly start?: string;
  readonly maxSteps?: number;
  readonly maxPaths?: number;
  readonly paths?: true;
  readonly json?: true;
}

const HELP = `
Paths part only where the journey looks at what came: whether a message went out, whether an event came, what a
fact is. Events, facts and effects come as the catalogue's samples. Paths on which a customer gets the same, on the
same days, and comes to the same end are one story; "(3 ways)" says how many paths it has.

Days are the customer's own, from the day they enter, d0.

With --data each story has beside it how many customers of a real history would have taken it, and which share that is
of all who entered: a backtest, see "perennial backtest --help". Runs that the history ends before, and those that no
story tells (a message was held back where the journey does not look, say), are counted below the stories.
${HISTORY_HELP}
Examples
  perennial explore win-back
  perennial explore workflows/welcome.ts --timezone Asia/Karachi
  perennial explore win-back --json
  perennial explore win-back --data orders.csv
  perennial explore feedback-request --data sales.csv --customer buyer --date sold_on --amount price

Exits with 1 when a story stands still, when a journey cannot be explored, and when lines of --data could not be used,
unless --skip-bad.`;

const textOf = (stories: readonly Stories[], flags: ExploreFlags): string =>
  stories.map((one) => storiesText(one) + (flags.paths ? `\n${pathsText(one)}` : '')).join('\n');

export const addExplore: AddCommand = (program, cli) => {
  const command = program
    .command('explore')
    .argument('[journey]', 'its id, or a file; left out: all of workflows/')
    .description('Tells every story that can happen to a customer of a journey. Needs no server.')
    .addOption(timezoneOption())
    .option('--start <date>', 'when they enter (2026-01-05, a Monday, at 10:00)')
    .option('--max-steps <n>', 'steps after which a loop counts as endless (1000)', wholeNumber(1))
    .option('--max-paths <n>', 'paths after which it gives up (20000)', wholeNumber(1))
    .option('--paths', 'lists each path below the stories')
    .option('--json', 'as JSON')
    .option('--data <file>', 'counts real customers beside each story: csv, jsonl, CDNOW form');
  addHistoryOptions(command)
    .addHelpText('after', HELP)
    .action((journey: string | undefined, flags: ExploreFlags) => run(cli, journey, flags));
};

async function run(cli: Cli, journey: string | undefined, flags: ExploreFlags): Promise<void> {
  const all = await told(journey, { ...flags, ...zoneIn(flags) });
  const { unreached } = all;
  const counts = await countsOf(cli, flags, all);
  const stories = all.stories.map((one, index) => {
    const counted = counts?.counted[index];
    return counted ? withRuns(one, counted) : one;
  });
  const whole = { stories, unreached, ...counts?.left };
  cli.terminal.out(flags.json ? json(whole) : textOf(stories, flags));
  for (const { place, text } of flags.json ? [] : unreached) {
    cli.terminal.err(`No sample leads to ${place}: ${text}\n`);
  }
  if (counts) tellLeft(cli, flags, counts);
  if (stories.some((one) => one.stories.some(({ isStuck }) => isStuck))) throw new Failed();
}
