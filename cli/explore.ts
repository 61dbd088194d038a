import { pathsText, storiesText, told, type Stories } from '../preview';
import { Failed, wholeNumber, type AddCommand } from './command';
import { json } from './terminal';
import { timezoneOption, zoneIn, type TimezoneFlag } from './timezone';

interface ExploreFlags extends TimezoneFlag {
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

Examples
  perennial explore win-back
  perennial explore workflows/welcome.ts --timezone Asia/Karachi
  perennial explore win-back --json

Exits with 1 when a story stands still, and when a journey cannot be explored.`;

const textOf = (stories: readonly Stories[], flags: ExploreFlags): string =>
  stories.map((one) => storiesText(one) + (flags.paths ? `\n${pathsText(one)}` : '')).join('\n');

export const addExplore: AddCommand = (program, cli) => {
  program
    .command('explore')
    .argument('[journey]', 'its id, or a file; left out: all of workflows/')
    .description('Tells every story that can happen to a customer of a journey. Needs no server.')
    .addOption(timezoneOption())
    .option('--start <date>', 'when they enter (2026-01-05, a Monday, at 10:00)')
    .option('--max-steps <n>', 'steps after which a loop counts as endless (1000)', wholeNumber(1))
    .option('--max-paths <n>', 'paths after which it gives up (20000)', wholeNumber(1))
    .option('--paths', 'lists each path below the stories')
    .option('--json', 'as JSON')
    .addHelpText('after', HELP)
    .action(async (journey: string | undefined, flags: ExploreFlags) => {
      const { stories, unreached } = await told(journey, { ...flags, ...zoneIn(flags) });
      cli.terminal.out(flags.json ? json({ stories, unreached }) : textOf(stories, flags));
      for (const { place, text } of flags.json ? [] : unreached) {
        cli.terminal.err(`No sample leads to ${place}: ${text}\n`);
      }
      if (stories.some((one) => one.stories.some(({ isStuck }) => isStuck))) throw new Failed();
    });
};
