import type { RunDetailView } from '../api';
import type { AddCommand } from './command';
import { operations } from './operations';
import { runText } from './runs';
import { json } from './terminal';

interface ActionOptions {
  readonly reason?: string;
  readonly step?: string;
  readonly json?: true;
}

const action =
  (name: string, description: string, step?: string): AddCommand =>
  (program, cli) => {
    const command = program
      .command(name)
      .argument('<id>', 'as `perennial runs` shows it')
      .description(description)
      .option('--reason <text>', 'kept in the audit; nothing personal')
      .option('--json', 'as JSON');
    if (step !== undefined) command.option('--step <step>', step);
    command.action(async (id: string, { reason, step: at, json: asJson }: ActionOptions) => {
      const body = {
        ...(reason !== undefined && { reason }),
        ...(at !== undefined && { step: at }),
      };
      const path = `/v1/runs/${encodeURIComponent(id)}/${name}`;
      const run = await operations(cli.config()).post<RunDetailView>(path, body);
      cli.terminal.out(asJson ? json(run) : runText(cli.terminal, run));
    });
  };

export const actions: readonly AddCommand[] = [
  action('end', 'Ends a run at its next wait or gate.'),
  action(
    'restart',
    'Starts an enrollment over, on the current release.',
    'the first step to be done again; left out: all of them',
  ),
  action('pause', 'Holds a run at its next gate: it sends nothing until it is resumed.'),
  action('resume', 'Lets a paused run go on.'),
  action(
    'skip',
    'Skips the step at which a run waits or is stuck.',
    'the step meant; left out: where it stands',
  ),
  action('retry', 'Tries again where a run is stuck.'),
];
