import { Option } from 'commander';
import { writeFileSync } from 'node:fs';
import { extname } from 'node:path';
import { drawing, mermaid, svg, told, type Chart } from '../preview';
import type { AddCommand, Cli } from './command';
import { countedText, countsOf, tellLeft, type CountFlags } from './counts';
import { addHistoryOptions, HISTORY_HELP } from './history-flags';
import { json } from './terminal';
import { timezoneOption, zoneIn } from './timezone';

const FORMATS = ['mermaid', 'svg', 'json'] as const;
type Format = (typeof FORMATS)[number];

interface DrawFlags extends Omit<CountFlags, 'format'> {
  readonly format?: Format;
  /** Of the history. */
  readonly dataFormat?: NonNullable<CountFlags['format']>;
  readonly out?: string;
}

const HELP = `
What is the same from some point on is drawn once. What may happen in every wait, such as the goal, is drawn beside
the rest, as "in any wait".

With --data each box says how many customers of a real history would have come to it, and each arrow how many of them
went that way: a backtest, see "perennial backtest --help". Runs that the history ends before, and those that no story
tells, are not in the drawing; how many they are is said beside it.
${HISTORY_HELP}
Examples
  perennial draw win-back
  perennial draw win-back --out win-back.svg
  perennial draw workflows/welcome.ts --format json
  perennial draw win-back --data orders.csv --out win-back.svg

Exits with 1 when a journey cannot be explored, and when lines of --data could not be used, unless --skip-bad.`;

const DRAWN: Readonly<Record<Format, (chart: Chart) => string>> = { mermaid, svg, json };

const BY_NAME: Readonly<Record<string, Format>> = {
  ...{
    '': 'mermaid',
    '.mmd': 'mermaid',
    '.mermaid': 'mermaid',
    '.md': 'mermaid',
    '.txt': 'mermaid',
  },
  ...{ '.svg': 'svg', '.json': 'json' },
};

const formatOf = (format: Format | undefined, out = ''): Format | undefined =>
  format ?? BY_NAME[extname(out).toLowerCase()];

export const addDraw: AddCommand = (program, cli) => {
  const command = program
    .command('draw')
    .argument('<journey>', 'its id, or a file')
    .description('Draws the stories of a journey as one flow chart. Needs no server.')
    .addOption(new Option('--format <format>', 'else by the name of --out').choices(FORMATS))
    .option('--out <file>', 'writes there, not to the terminal')
    .addOption(timezoneOption())
    .option('--data <file>', 'counts real customers in the drawing: csv, jsonl, CDNOW form');
  addHistoryOptions(command, '--data-format')
    .addHelpText('after', HELP)
    .action((journey: string, { format: drawnAs, ...flags }: DrawFlags) => {
      const format = formatOf(drawnAs, flags.out);
      if (format) return run(cli, journey, { ...flags, format });
      return command.error(
        `error: '${String(flags.out)}' is named like no drawing; name it .svg, .mmd or .json, or write --format`,
      );
    });
};

async function run(
  cli: Cli,
  journey: string,
  flags: DrawFlags & { readonly format: Format },
): Promise<void> {
  const { out, format, dataFormat, ...given } = flags;
  const all = await told(journey, zoneIn(flags));
  const read = { ...given, ...(dataFormat && { format: dataFormat }) };
  const counts = await countsOf(cli, read, all);
  const drawn = all.explorations
    .map((one, index) => DRAWN[format](drawing(one, all.catalog, counts?.counted[index])))
    .join('\n');
  if (out === undefined) cli.terminal.out(drawn);
  else writeFileSync(out, drawn);
  if (!counts) return;
  if (format !== 'json') cli.terminal.err(countedText(counts));
  tellLeft(cli, given, counts);
}
