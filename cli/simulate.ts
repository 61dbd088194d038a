import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import {
  cannotPlay,
  loadJourneys,
  scenarioOfTyped,
  storyJson,
  storyPage,
  storyText,
  tellAll,
  tellOne,
  type Loaded,
  type Scenario,
  type ToldStory,
} from '../preview';
import { Failed, wholeNumber, type AddCommand, type Cli } from './command';
import { json } from './terminal';
import { timezoneOption, zoneIn, type TimezoneFlag } from './timezone';

interface SimulateFlags extends TimezoneFlag {
  readonly all?: true;
  readonly days?: number;
  readonly scenario?: string;
  readonly entry?: string;
  readonly event: readonly string[];
  readonly segment: readonly string[];
  readonly fact: readonly string[];
  readonly consent: readonly string[];
  readonly trait: readonly string[];
  readonly locale?: string;
  readonly start?: string;
  readonly full?: true;
  readonly json?: true;
  readonly open?: true;
  readonly out?: string;
}

const HELP = `
Events, segments, facts and consents
  --event "Order Completed@3d"                     three days after the start
  --event "Order Completed:three discs@3d"         in one of the catalogue's samples; else in the first
  --event "Survey Responded:unhappy@feedback-request/ask+1h"   an hour after that message was sent; #2 after its name: the second
  --event "Order Completed@-90d"                   before the start: facts follow from it
  --segment vip   --segment "not vip"   --segment vip@10d
  --fact orders=3   --fact goes-with="after one disc"   --fact orders=4@10d
  --consent offers/sms   --consent "not offers/email@5d"
Times are 30m, 6h, 3d or 2w. Whatever is left out is as plain as can be: an address for every channel, no history.

--scenario <file> holds the same as JSON, and more: see docs/journeys.md. Flags come on top of it.

With --all the journeys start by themselves, and share one customer and one ledger of what was sent; without events
the customer signs up, orders and goes quiet. Frequency caps are applied here, but not yet in production.

Examples
  perennial simulate win-back
  perennial simulate welcome --event "Order Completed@10d" --timezone Asia/Karachi --locale ur
  perennial simulate feedback-request --event "Survey Responded:unhappy@feedback-request/ask+1h" --open
  perennial simulate --all --days 120 --out story.html

Exits with 1 when the story stands still, and when a message cannot be rendered.`;

const list = (one: string, all: readonly string[]): string[] => [...all, one];

export const addSimulate: AddCommand = (program, cli) => {
  program
    .command('simulate')
    .argument('[journey]', 'its id, or a file; with --all: all of a file, or of workflows/')
    .description(
      "Plays one customer's story in virtual time, with the messages as they are. Needs no server.",
    )
    .option('--all', 'one customer across all journeys')
    .option('--days <n>', 'how long, with --all (90)', wholeNumber(1))
    .option('--scenario <file>', 'what happens to the customer, as JSON')
    .option('--entry <event>', 'the event that begins it, such as "Order Completed:three discs"')
    .option('--event <event>', 'what happens; several times', list, [])
    .option('--segment <segment>', 'one that they are in; several times', list, [])
    .option('--fact <fact=value>', 'what is known of them; several times', list, [])
    .option('--consent <topic/channel>', 'what they said yes to; several times', list, [])
    .option('--trait <name=value>', 'what templates may say of them; several times', list, [])
    .option('--locale <locale>', "what they read, such as ur-PK (the shop's)")
    .addOption(timezoneOption())
    .option('--start <date>', 'when it begins (2026-01-05, a Monday, at 10:00)')
    .option('--full', 'whole messages, not their first words')
    .option('--json', 'as JSON, with the messages')
    .option('--open', 'shows it in the browser, with the real mails')
    .option('--out <file>', 'writes that page there')
    .addHelpText('after', HELP)
    .action((journey: string | undefined, flags: SimulateFlags) => run(cli, journey, flags));
};

function scenarioOf({ scenario, ...flags }: SimulateFlags, { catalog }: Loaded): Scenario {
  let text: string | undefined;
  try {
    if (scenario !== undefined) text = readFileSync(scenario, 'utf8');
  } catch (error) {
    throw cannotPlay(
      `${String(scenario)} cannot be read (${String((error as NodeJS.ErrnoException).code)})`,
    );
  }
  const typed = {
    ...flags,
    ...zoneIn(flags),
    ...(text !== undefined && { file: { name: basename(scenario ?? ''), text } }),
  };
  return scenarioOfTyped(typed, catalog);
}

/** The one journey that is meant. */
function only({ journeys }: Loaded, what: string | undefined): Loaded['journeys'][number] {
  const [first, ...others] = journeys;
  if (what !== undefined && first && others.length === 0) return first;
  const names = journeys.map(({ id }) => id).join(', ');
  throw cannotPlay(`of ${names} one is told at a time; name it, or write --all`);
}

async function run(cli: Cli, what: string | undefined, flags: SimulateFlags): Promise<void> {
  const { terminal } = cli;
  if (flags.days !== undefined && !flags.all)
    throw cannotPlay('--days: a journey is told to its end; write --all with it');
  const loaded = loadJourneys(what);
  const scenario = scenarioOf(flags, loaded);
  const { story, played } = flags.all
    ? await tellAll(loaded.journeys, scenario, { ...loaded, days: flags.days ?? 90 })
    : await tellOne(only(loaded, what), scenario, loaded);
  if (flags.json) terminal.out(json(storyJson(story, played)));
  else
    terminal.out(
      storyText(story, { columns: terminal.columns, full: flags.full ?? false }, loaded.catalog),
    );
  if (flags.open || flags.out !== undefined) {
    const page = storyPage(story, loaded.catalog);
    await show(cli, flags, page, what ?? 'all');
  }
  if (isAtFault(story)) throw new Failed();
}

const isAtFault = ({ diary, rendered }: ToldStory): boolean =>
  diary.some(({ kind }) => kind === 'stands') ||
  [...rendered.values()].some((one) => 'problem' in one);

async function show(
  { terminal }: Cli,
  { open, out, json: asJson }: SimulateFlags,
  page: string,
  name: string,
): Promise<void> {
  const file = resolve(
    out ?? join(tmpdir(), `perennial-${basename(name).replace(/\W+/g, '-')}.html`),
  );
  writeFileSync(file, page);
  const opened = open && (await terminal.browse(file));
  const where = `The story with its messages: ${file}\n`;
  (asJson ? terminal.err : terminal.out)(
    `${asJson ? '' : '\n'}${where}${open && !opened ? 'No browser was found to open it in.\n' : ''}`,
  );
}
