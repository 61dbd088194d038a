import type { JourneyList } from '../api';
import type { AddCommand } from './command';
import { operations } from './operations';
import { json, table, when } from './terminal';

export const addJourneys: AddCommand = (program, cli) => {
  program
    .command('journeys')
    .description('Lists the journeys: how many runs each has, and which are paused.')
    .option('--json', 'as JSON')
    .action(async (options: { json?: true }) => {
      const list = await operations(cli.config()).get<JourneyList>('/v1/journeys');
      const rows = list.journeys.map(({ id, title, live, stuck, pausedAt, pausedBy }) => [
        id,
        title ?? '(not in the current release)',
        String(live),
        String(stuck),
        pausedAt === null ? '' : `since ${when(pausedAt)} by ${pausedBy ?? ''}`,
      ]);
      const head = ['journey', 'title', 'live', 'stuck', 'paused'];
      cli.terminal.out(options.json ? json(list) : table(cli.terminal, head, rows));
    });
};
