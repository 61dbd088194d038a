import { Option } from 'commander';
import { writeFileSync } from 'node:fs';
import { drawing, mermaid, svg, told, type Chart } from '../preview';
import type { AddCommand } from './command';
import { json } from './terminal';
import { timezoneOption, zoneIn, type TimezoneFlag } from './timezone';

const FORMATS = ['mermaid', 'svg', 'json'] as const;
type Format = (typeof FORMATS)[number];

interface DrawFlags extends TimezoneFlag {
  readonly format?: Format;
  readonly out?: string;
}

const HELP = `
What is the same from some point on is drawn once. What may happen in every wait, such as the goal, is drawn beside
the rest, as "in any wait".

Examples
  perennial draw win-back
  perennial draw win-back --out win-back.svg
  perennial draw workflows/welcome.ts --format json`;

const DRAWN: Readonly<Record<Format, (chart: Chart) => string>> = { mermaid, svg, json };

const formatOf = ({ format, out = '' }: DrawFlags): Format => {
  if (format) return format;
  if (out.endsWith('.svg')) return 'svg';
  return out.endsWith('.json') ? 'json' : 'mermaid';
};

export const addDraw: AddCommand = (program, cli) => {
  program
    .command('draw')
    .argument('<journey>', 'its id, or a file')
    .description('Draws the stories of a journey as one flow chart. Needs no server.')
    .addOption(new Option('--format <format>', 'else by the name of --out').choices(FORMATS))
    .option('--out <file>', 'writes there, not to the terminal')
    .addOption(timezoneOption())
    .addHelpText('after', HELP)
    .action(async (journey: string, flags: DrawFlags) => {
      const { explorations, catalog } = await told(journey, zoneIn(flags));
      const drawn = explorations
        .map((one) => DRAWN[formatOf(flags)](drawing(one, catalog)))
        .join('\n');
      if (flags.out === undefined) cli.terminal.out(drawn);
      else writeFileSync(flags.out, drawn);
    });
};
