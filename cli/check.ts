import { checkFiles, policies, policiesText, reportText } from '../preview';
import { Failed, wholeNumber, type AddCommand } from './command';
import { json } from './terminal';
import { timezoneOption, zoneIn, type TimezoneFlag } from './timezone';

interface CheckFlags extends TimezoneFlag {
  readonly maxSteps?: number;
  readonly maxPaths?: number;
  readonly policies?: true;
  readonly json?: true;
}

const HELP = `
Every way through a journey is held to the policies of the house, with events at the start of a wait and in its last
moment. What may happen to anyone (an order, a refund, an unsubscribe, an inquiry) is tried in every wait too: early,
late and just before its end. A policy that is broken is told with the shortest path that breaks it.

The shipped journeys run beside those that are checked, so that one which starves another is named. Policies stand in
preview/check/policies/; docs/journeys.md says how to add one.

Examples
  perennial check
  perennial check win-back workflows/welcome.ts
  perennial check examples/ --json
  perennial check --policies

Exits with 1 when a policy is broken, and when a journey cannot be read.`;

export const addCheck: AddCommand = (program, cli) => {
  program
    .command('check')
    .argument('[journeys...]', 'ids, files or folders; left out: all of workflows/')
    .description('Holds journeys to the policies of the house, on every path. Needs no server.')
    .addOption(timezoneOption())
    .option('--max-steps <n>', 'steps after which a loop counts as endless (1000)', wholeNumber(1))
    .option('--max-paths <n>', 'paths after which it gives up (20000)', wholeNumber(1))
    .option('--policies', 'lists the policies and checks nothing')
    .option('--json', 'as JSON')
    .addHelpText('after', HELP)
    .action(async (journeys: readonly string[], { policies: isList, ...flags }: CheckFlags) => {
      if (isList) {
        const all = policies.map(({ id, guards }) => ({ id, guards }));
        return cli.terminal.out(flags.json ? json(all) : policiesText(policies));
      }
      const report = await checkFiles(journeys, { ...flags, ...zoneIn(flags) });
      cli.terminal.out(flags.json ? json(report) : reportText(report));
      if (report.journeys.some(({ broken }) => broken.length > 0)) throw new Failed();
    });
};
