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

/** What a run's state does not tell: that it is held makes nothing undone. */
function noteOf(name: string, { id, paused, journeyPaused, journey }: RunDetailView): string {
  if (name !== 'skip' && name !== 'retry') return '';
  const done = name === 'skip' ? 'The step is skipped.' : 'The step is tried again.';
  if (paused)
    return `\n${done} The run stays paused: it sends nothing until 'perennial resume ${id}'.\n`;
  if (!journeyPaused) return `\n${done} 'perennial run ${id}' shows what came of it.\n`;
  return `\n${done} Its journey stays paused: nothing is sent until POST /v1/journeys/${journey}/resume.\n`;
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
      cli.terminal.out(asJson ? json(run) : runText(cli.terminal, run) + noteOf(name, run));
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
