import { join } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { runDemo, standingLine, type DemoOutcome, type Standing } from '../local';
import { Failed, wholeNumber, type AddCommand } from './command';
import { readConfig } from './config';
import { upSettings } from './settings';
import { listenForInterrupts } from './signals';
import { liveProgress, table, type Terminal } from './terminal';

const DAY_MS = 1_000;

interface DemoOptions {
  readonly exit: boolean;
  readonly customers: number;
  readonly days: number;
  readonly day?: number;
  readonly seed: number;
  readonly keep: boolean;
}

/** As PERENNIAL_DAY is written. */
function dayLength(text: string): number {
  try {
    return readConfig({ PERENNIAL_DAY: text }).dayMs ?? Number.NaN;
  } catch {
    throw new InvalidArgumentError("not a length of time from 100ms to 24h, such as '1s'");
  }
}

export const addDemo: AddCommand = (program, cli) => {
  program
    .command('demo')
    .description(
      'Runs the whole system on the orders of a real shop, a day lasting about a second.',
    )
    .option('--exit', 'stops at the end: 0 if all holds, 1 with what differs', false)
    .option('--customers <n>', 'how many customers', wholeNumber(1), 50)
    .option('--days <n>', 'how many days of their orders', wholeNumber(1), 150)
    .option(
      '--day <length>',
      "how long a day lasts, such as '500ms' or '2s' (default: 1s)",
      dayLength,
    )
    .option('--seed <n>', 'draws other customers', wholeNumber(0), 1)
    .option('--keep', 'goes on with what an earlier demo left', false)
    .addHelpText(
      'after',
      `
It lives in the folder demo of the data folder, with a database, mail server and SMS provider of its own:
nothing leaves this machine, whatever the settings say. With days much shorter than a second, a machine that is
busy sends many messages too late, and the report says so.`,
    )
    .action((options: DemoOptions) => demo(cli.terminal, cli.config(), options));
};

async function demo(
  terminal: Terminal,
  config: ReturnType<typeof readConfig>,
  options: DemoOptions,
): Promise<void> {
  const interrupts = listenForInterrupts(terminal);
  const progress = liveProgress(terminal);
  const began = Date.now();
  const usual = upSettings(config);
  const { up, outcome } = await runDemo(
    {
      ...options,
      dayMs: options.day ?? DAY_MS,
      today: began,
      up: {
        ...usual,
        home: join(config.home, 'demo'),
        databaseUrl: undefined,
        outlets: { ...usual.outlets, smtpUrl: undefined, twilio: undefined },
        anyPort: true,
      },
    },
    { progress, signal: interrupts.signal },
    {
      started: ({ addresses }, events) => {
        progress.clear();
        terminal.out(table(terminal, ['Perennial', 'is up'], addresses));
        progress.line(
          `${String(options.customers)} customers, ${String(events)} sign-ups and orders over ${String(options.days)} days; seed ${String(options.seed)}.`,
        );
      },
      moved: (standing, { accepted }) => {
        progress.status(`${standingLine(standing)} · ${String(accepted.length)} accepted`);
      },
    },
  );
  interrupts.onSecond(() => {
    up.abandon();
  });
  try {
    const shown = await outcome();
    progress.clear();
    terminal.out(report(terminal, shown));
    terminal.out(`It took ${String(Math.round((Date.now() - began) / 1_000))} s.\n`);
    if (!options.exit) {
      terminal.out(
        `Everything stays up to look at: the inbox above, and the runs with\n  npm run perennial -- runs --home ${up.home.folder}\nCtrl-C stops it.\n`,
      );
      await interrupts.first;
    } else if (!shown.passed) throw new Failed();
  } finally {
    await up.stop();
    progress.line('Stopped.');
  }
}

/** What became of everyone, and whether all holds. */
function report(terminal: Terminal, { standing, audit, checks }: DemoOutcome): string {
  const { counts, ambiguous } = audit;
  const lines = checks.flatMap(({ what, differs }) => [
    `${differs.length === 0 ? '✓' : '✗'} ${what}`,
    ...differs.slice(0, 20).map((one) => `    ${one}`),
    ...(differs.length > 20 ? [`    and ${String(differs.length - 20)} more`] : []),
  ]);
  const ledger = Object.entries(counts.ledger)
    .map(([state, count]) => `${String(count)} ${state}`)
    .join(', ');
  return [
    table(terminal, ['journey', 'what became of them', 'customers'], outcomes(standing)),
    `${String(counts.accepted)} events accepted, ${String(counts.events)} with those of the product's own.\n`,
    `Ledger: ${ledger || 'empty'}; ${String(counts.received)} messages received, ${String(ambiguous.length)} ambiguous.\n`,
    `${lines.join('\n')}\n`,
  ].join('');
}

const outcomes = ({ journeys }: Standing): string[][] =>
  journeys.flatMap(({ journey, ended, turnedAway, heldOut, live }) => [
    ...Object.entries(ended).map(([end, count]) => [journey, end, String(count)]),
    ...(live > 0 ? [[journey, 'still in it', String(live)]] : []),
    ...(heldOut > 0 ? [[journey, 'held out', String(heldOut)]] : []),
    ...Object.entries(turnedAway).map(([reason, count]) => [
      journey,
      `turned away: ${reason}`,
      String(count),
    ]),
  ]);
