import { join, relative } from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import {
  CDNOW,
  reportDemo,
  standingColumns,
  standingLine,
  startDemo,
  type DemoOutcome,
  type DemoWatcher,
  type RunningDemo,
} from '../local';
import { Failed, wholeNumber, type AddCommand } from './command';
import { readConfig, type Config } from './config';
import { refuseFaulty, shippedJourneys } from '../preview';
import { demoReport, whereToLook } from './demo-report';
import { upSettings } from './settings';
import { listenForInterrupts } from './signals';
import { liveProgress, table, type Live, type Terminal } from './terminal';

const DAY_MS = 1_000;

interface DemoOptions {
  readonly exit: boolean;
  readonly all: boolean;
  readonly customers: number;
  readonly days: number;
  readonly day?: number;
  readonly seed: number;
  readonly keep: boolean;
  readonly fresh: boolean;
  readonly report: boolean;
}

/** As PERENNIAL_DAY is written. */
function dayLength(text: string): number {
  try {
    return readConfig({ PERENNIAL_DAY: text }).dayMs ?? Number.NaN;
  } catch {
    throw new InvalidArgumentError("not a length of time from 100ms to 24h, such as '1s'");
  }
}

const HELP = `
Customers, days and sums of their orders are those of CDNOW (examples/cdnow); dates end today, and names, addresses,
parcels, and what people do with their mail are made up by the seed. With --exit it ends with 0 only if each event was
accepted and has its outcome, what people did by their mails is recorded, no row that another names is missing,
ledger and messages agree one for one, nobody was written to after saying no, nothing is stuck, each journey has 50
ended runs (feedback-request 20) with two different ends, and mails, texts, answers and conversions occurred (5 of
each). Below 200 customers as many fewer are asked for; a handful of customers may not come to two ends. Where it
takes longer than the days asked for, it goes on.

Stopped or killed in the middle, the same command goes on where it was; with other options it is refused. --fresh begins
anew, and so does a demo that was played to its end. --keep goes on with whatever is there, as it was begun.

It lives in the folder demo of the data folder, with a database, mail server and SMS provider of its own: nothing
leaves this machine, whatever the settings say. A machine that cannot follow has longer days: the clock waits for it.`;

export const addDemo: AddCommand = (program, cli) => {
  program
    .command('demo')
    .description(
      'Runs the whole system on the orders of a real shop, a day lasting about a second.',
    )
    .option('--exit', 'stops at the end: 0 if all holds, 1 with what differs', false)
    .option('--customers <n>', 'how many customers', wholeNumber(1, CDNOW.customers), 200)
    .option('--days <n>', 'how many days of their orders', wholeNumber(1, CDNOW.days), 240)
    .addOption(
      new Option(
        '--all',
        `all ${String(CDNOW.customers)} customers and ${String(CDNOW.days)} days of the file`,
      )
        .default(false)
        .conflicts(['customers', 'days']),
    )
    .option(
      '--day <length>',
      "how long a day lasts, such as '500ms' or '2s' (default: 1s)",
      dayLength,
    )
    .option('--seed <n>', 'draws other customers', wholeNumber(0), 1)
    .option('--keep', 'goes on with what an earlier demo left', false)
    .addOption(
      new Option('--fresh', 'begins anew, even where one was not finished')
        .default(false)
        .conflicts('keep'),
    )
    .option('--report', 'what the last demo came to, once nothing runs any more', false)
    .addHelpText('after', HELP)
    .action((options: DemoOptions) =>
      options.report
        ? report(cli.terminal, cli.config())
        : demo(cli.terminal, cli.config(), options),
    );
};

const folderOf = ({ home }: Config): string => join(home, 'demo');

function verdictOf(terminal: Terminal, outcome: DemoOutcome): void {
  terminal.out(demoReport(terminal, outcome));
}

async function report(terminal: Terminal, config: Config): Promise<void> {
  const outcome = await reportDemo(folderOf(config));
  if (!outcome) {
    terminal.err(`There is no demo in ${folderOf(config)}. npm run demo plays one.\n`);
    throw new Failed();
  }
  verdictOf(terminal, outcome);
  if (!outcome.passed) throw new Failed();
}

function begin(config: Config, options: DemoOptions, context: Parameters<typeof startDemo>[1]) {
  const usual = upSettings(config);
  return startDemo(
    {
      ...options,
      ...(options.all && CDNOW),
      dayMs: options.day ?? DAY_MS,
      today: Date.now(),
      up: {
        ...usual,
        home: folderOf(config),
        databaseUrl: undefined,
        outlets: { ...usual.outlets, smtpUrl: undefined, twilio: undefined },
        anyPort: true,
      },
    },
    context,
  );
}

async function demo(terminal: Terminal, config: Config, options: DemoOptions): Promise<void> {
  await refuseFaulty(shippedJourneys);
  const interrupts = listenForInterrupts(terminal);
  const progress = liveProgress(terminal);
  const began = Date.now();
  const running = await begin(config, options, { progress, signal: interrupts.signal });
  const { up } = running;
  interrupts.onSecond(() => {
    up.abandon();
  });
  let finished = false;
  try {
    progress.clear();
    terminal.out(table(terminal, ['Perennial', 'is up'], up.addresses));
    sayWhat(running, progress);
    const outcome = await running.outcome(watcher(terminal, progress));
    finished = true;
    progress.clear();
    verdictOf(terminal, outcome);
    terminal.out(tookText(began, running));
    if (!options.exit) {
      terminal.out(`\n${whereToLook(up, shortest(up.home.folder))}`);
      await interrupts.first;
    } else if (!outcome.passed) throw new Failed();
  } finally {
    await up.stop();
    progress.line(finished ? 'Stopped.' : 'Stopped in the middle: the same command goes on there.');
  }
}

const shortest = (folder: string): string => {
  const short = relative(process.cwd(), folder);
  return short.length < folder.length ? short : folder;
};

function sayWhat({ begun, goesOn }: RunningDemo, progress: Live): void {
  const { customers, days, seed, dayMs } = begun;
  progress.line(
    `${String(customers)} customers, ${String(days)} days of their orders, a day in ${String(dayMs / 1_000)} s; seed ${String(seed)}.`,
  );
  if (!goesOn) return;
  const date = new Date(goesOn.at).toISOString().slice(0, 10);
  progress.line(`Goes on where an earlier demo was: ${date}, day ${String(goesOn.day)}.`);
}

/** One line that is replaced, below its heads; where lines cannot be replaced, one now and then. */
function watcher(terminal: Terminal, progress: Live): DemoWatcher {
  let columns: ReturnType<typeof standingColumns> | undefined;
  return {
    moved: (standing, journeys) => {
      if (!terminal.interactive) return progress.status(standingLine(standing));
      if (!columns) {
        columns = standingColumns(journeys, terminal.columns);
        progress.line('Runs are shown as live+ended.');
        progress.line(columns.heads);
      }
      progress.status(columns.row(standing));
    },
  };
}

function tookText(began: number, { up }: RunningDemo): string {
  const seconds = (ms: number): string => `${String(Math.round(ms / 1_000))} s`;
  const { user, system } = process.cpuUsage();
  const waited = up.clock?.waited() ?? 0;
  const slow =
    waited < 1_000 ? '' : ` The clock waited ${seconds(waited)} for this machine to follow.`;
  return `It took ${seconds(Date.now() - began)}, and ${seconds((user + system) / 1_000)} of computing in this process.${slow}\n`;
}
