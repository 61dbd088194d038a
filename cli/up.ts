import { startUp } from '../local';
import { refuseFaulty, shippedJourneys } from '../preview';
import type { AddCommand } from './command';
import { upSettings } from './settings';
import { listenForInterrupts } from './signals';
import { liveProgress, table } from './terminal';

export const addUp: AddCommand = (program, cli) => {
  program
    .command('up')
    .description(
      'Starts everything on this machine: database, Temporal, api, worker, and an inbox.',
    )
    .option('--trials', 'lets POST /trial tell the receivers to hang, refuse or drop', false)
    .addHelpText(
      'after',
      `
Everything is kept in the data folder and goes on from there at the next start.
PERENNIAL_DAY=2s makes a day last two seconds; below a minute a day has no hours, and a time of day counts as the
day. Ctrl-C stops everything.`,
    )
    .action(async ({ trials }: { trials: boolean }) => {
      const { terminal } = cli;
      await refuseFaulty(shippedJourneys);
      const interrupts = listenForInterrupts(terminal);
      const progress = liveProgress(terminal);
      const settings = { ...upSettings(cli.config()), trials };
      const up = await startUp(settings, { progress, signal: interrupts.signal });
      interrupts.onSecond(() => {
        up.abandon();
      });
      progress.clear();
      terminal.out(table(terminal, ['Perennial', 'is up'], up.addresses));
      terminal.out('Ctrl-C stops everything.\n');
      await interrupts.first;
      await up.stop();
      terminal.err('Stopped.\n');
    });
};
