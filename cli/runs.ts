import { Option } from 'commander';
import type { JourneyList, RunDetailView, RunPage, RunSummaryView } from '../api';
import { PermanentError } from '../engine';
import { nearest } from '../preview';
import { wholeNumber, type AddCommand } from './command';
import { findCustomer, given } from './customers';
import { operations, type Operations } from './operations';
import { json, table, when, type Terminal } from './terminal';

/** What a run does now, in a few words. */
function standing(run: RunSummaryView): string {
  const { state, stuck, waiting, verdict } = run;
  if (state === 'ended') return `ended: ${run.end ?? ''}`;
  if (state === 'turned away') return `turned away: ${run.reason ?? ''}`;
  if (state !== 'running') return state;
  if (stuck) return `stuck at ${stuck.step}: ${stuck.code}`;
  if (verdict !== null) return `about to end: ${verdict}`;
  if (run.paused || run.journeyPaused) return run.paused ? 'paused' : 'journey paused';
  if (!waiting) return 'running';
  const what = waiting.events.length > 0 ? ` for ${waiting.events.join(' or ')}` : '';
  return `waits${what} until ${when(waiting.until)}`;
}

interface RunsOptions {
  readonly journey?: string;
  readonly state?: string;
  readonly user?: string;
  readonly customer?: string;
  readonly stuck?: true;
  readonly limit: number;
  readonly after?: string;
  readonly json?: true;
}

export const addRuns: AddCommand = (program, cli) => {
  program
    .command('runs')
    .description('Lists runs, newest first: what each does now, and how the others ended.')
    .option('--journey <id>', 'of this journey only')
    .addOption(
      new Option('--state <states>', 'one, or several with commas between').argParser(String),
    )
    .option('--user <id>', 'of this customer, by the id that the shop tracks with; - reads it')
    .option('--customer <id>', 'of this customer, by the id that we show')
    .option('--stuck', 'those that stand still until someone acts')
    .option('--limit <n>', 'at most so many, up to 500', wholeNumber(1), 50)
    .option('--after <cursor>', 'the page behind')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nStates: starting, running, ended, turned away, held out.')
    .action(async (options: RunsOptions) => {
      const api = operations(cli.config());
      // The shop's id may be an address, which no URL may hold.
      const customer =
        options.user === undefined
          ? options.customer
          : await findCustomer(api, await given(cli.terminal, options.user));
      const page = await api.get<RunPage>('/v1/runs', {
        journey: options.journey,
        state: options.state,
        customer,
        stuck: options.stuck && 'true',
        limit: options.limit,
        after: options.after,
      });
      if (page.runs.length === 0 && options.journey !== undefined)
        await refuseUnknown(api, options.journey);
      cli.terminal.out(
        options.json ? json(page) : runsText(cli.terminal, page, isNarrowed(options)),
      );
    });
};

/** A journey that is in no release and had no runs was misspelt. @throws PermanentError `JOURNEY_UNKNOWN` */
async function refuseUnknown(api: Operations, journey: string): Promise<void> {
  const { journeys } = await api.get<JourneyList>('/v1/journeys');
  const ids = journeys.map(({ id }) => id);
  if (ids.includes(journey)) return;
  if ((await api.get<RunPage>('/v1/runs', { journey, limit: 1 })).runs.length > 0) return;
  const meant = nearest(journey, ids);
  const hint = meant === undefined ? `there is ${ids.join(', ')}` : `did you mean ${meant}?`;
  throw new PermanentError('JOURNEY_UNKNOWN', { journey, hint });
}

const isNarrowed = ({ journey, state, user, customer, stuck, after }: RunsOptions): boolean =>
  stuck === true || [journey, state, user, customer, after].some((one) => one !== undefined);

function runsText(terminal: Terminal, { runs, next }: RunPage, narrowed: boolean): string {
  if (runs.length === 0) {
    return narrowed
      ? 'No such runs. Without options, all are listed.\n'
      : 'No runs. They begin with an event: see POST /v1/track.\n';
  }
  const rows = runs.map((run) => [run.id, run.journey, when(run.enteredAt), standing(run)]);
  const more = next === undefined ? '' : `More: --after ${next}\n`;
  return table(terminal, ['run', 'journey', 'entered', 'now'], rows) + more;
}

export const addRun: AddCommand = (program, cli) => {
  program
    .command('run')
    .argument('<id>', 'as `perennial runs` shows it')
    .description('Shows one run: its story, what it waits for, its messages.')
    .option('--json', 'as JSON')
    .action(async (id: string, options: { json?: true }) => {
      const path = `/v1/runs/${encodeURIComponent(id)}`;
      const run = await operations(cli.config()).get<RunDetailView>(path);
      cli.terminal.out(options.json ? json(run) : runText(cli.terminal, run));
    });
};

export function runText(terminal: Terminal, run: RunDetailView): string {
  const head: [string, string][] = [
    ['run', run.id],
    ['journey', run.journey],
    ['customer', run.customer],
    ['entered', `${when(run.enteredAt)} by ${run.entry.name}`],
    ['now', standing(run)],
    ...(run.convertedAt === null
      ? []
      : ([['converted', when(run.convertedAt)]] as [string, string][])),
    ...(run.generation === 0
      ? []
      : ([['generation', String(run.generation)]] as [string, string][])),
    ['release', run.release],
  ];
  const stuck = run.stuck ? `\n${run.stuck.message}\nThen: perennial retry ${run.id}\n` : '';
  const story = run.story.map(({ step, outcome, at }) => [when(at), step, outcome]);
  const messages = run.messages.map((message) => [
    when(message.markedAt ?? message.claimedAt),
    message.template,
    message.channel ?? '',
    message.reason === null ? message.state : `${message.state}: ${message.reason}`,
  ]);
  return [
    table(terminal, [], head),
    stuck,
    story.length > 0
      ? table(terminal, ['at', 'step', 'outcome'], story)
      : 'Nothing has happened yet.\n',
    messages.length > 0 ? table(terminal, ['at', 'message', 'channel', 'state'], messages) : '',
  ].join('');
}
