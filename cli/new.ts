import { beginJourney, storiesText, type Begun } from '../preview';
import type { AddCommand } from './command';
import { json } from './terminal';

interface NewFlags {
  readonly on: string;
  readonly title?: string;
  readonly topic: string;
  readonly json?: true;
}

const HELP = `
Writes the journey with two messages, their templates, its test and the review snapshot of its paths, and enters it in
workflows/index.ts and catalog/templates.ts. All of it passes as it is; nothing that exists is overwritten.

Examples
  perennial new spring-sale
  perennial new spring-sale --on 'Signed Up' --title 'Our spring sale'
  perennial new parcel-news --on 'Order Delivered' --topic orders`;

const nextSteps = (id: string): string => `
Next
  1. Write the story in workflows/${id}.ts, and the messages in templates/${id}/.
  2. See it      perennial explore ${id}
                 perennial draw ${id} --out ${id}.svg
  3. Check it    perennial check ${id}
                 npm run jest -- test/workflows/${id} -u    its paths, once you have looked at them
                 npm run pages                              docs/journeys.md shows every journey
                 npm test
  4. Ship it     perennial diff ${id}, then start a worker with it
`;

const text = ({ journey, written, changed, stories }: Begun): string =>
  [
    ...written.map((file) => `wrote    ${file}\n`),
    ...changed.map((file) => `changed  ${file}\n`),
    `\n${storiesText(stories)}`,
    nextSteps(journey),
  ].join('');

export const addNew: AddCommand = (program, cli) => {
  program
    .command('new')
    .argument('<journey>', 'its id: small letters, digits and hyphens; it never changes')
    .description('Begins a journey: its code, its messages and its test, which pass already.')
    .option('--on <event>', 'the event that it begins with', 'Signed Up')
    .option('--title <title>', 'as people call it (from its id)')
    .option('--topic <topic>', 'what its messages are about: by whose rules they go', 'offers')
    .option('--json', 'as JSON')
    .addHelpText('after', HELP)
    .action(async (id: string, { json: asJson, ...flags }: NewFlags) => {
      const begun = await beginJourney({ id, ...flags });
      cli.terminal.out(asJson ? json(begun) : text(begun));
    });
};
