import { Argument } from 'commander';
import { PermanentError } from '../engine';
import type { AddCommand } from './command';
import { operations, type Operations } from './operations';
import { json, type Terminal } from './terminal';

/** A text given as an argument, or with `-` the first line of standard input: arguments are seen by everyone on a machine. */
export async function given(terminal: Terminal, argument: string): Promise<string> {
  if (argument !== '-') return argument;
  const [line = ''] = (await terminal.input()).split(/\r?\n/, 1);
  if (line.trim() === '') throw new PermanentError('INPUT_MISSING');
  return line.trim();
}

/** @returns our id of the customer whom the shop tracks under this one */
export async function findCustomer(api: Operations, userId: string): Promise<string> {
  const found = await api.post<{ customer: string }>('/v1/customers/find', { userId });
  return found.customer;
}

const FROM_INPUT = '- reads it from standard input';
const count = (runs: number): string => `${String(runs)} ${runs === 1 ? 'run' : 'runs'}`;

const addErase: AddCommand = (program, cli) => {
  program
    .command('erase')
    .argument('<id>', `the id that the shop tracks with; ${FROM_INPUT}`)
    .description('Erases all that is personal of a customer, for good, and ends their runs.')
    .option('--customer', 'the id is ours, as `perennial run` shows it')
    .option('--json', 'as JSON')
    .action(async (argument: string, options: { customer?: true; json?: true }) => {
      const id = await given(cli.terminal, argument);
      const body = options.customer ? { customer: id } : { userId: id };
      const erased = await operations(cli.config()).post<{ customer: string; endedRuns: number }>(
        '/v1/customers/erase',
        body,
      );
      const { customer, endedRuns } = erased;
      cli.terminal.out(
        options.json
          ? json(erased)
          : `Customer ${customer} is erased, and ${count(endedRuns)} ended.\n`,
      );
    });
};

const channel = (): Argument => new Argument('<channel>').choices(['email', 'sms']);

const addSuppress: AddCommand = (program, cli) => {
  program
    .command('suppress')
    .addArgument(channel())
    .argument('<address>', FROM_INPUT)
    .description('Nothing is sent to this address any more. It is kept as a keyed hash only.')
    .option('--reason <text>', 'what messages to it are skipped with; nothing personal')
    .option('--json', 'as JSON')
    .action(async (on: string, argument: string, options: { reason?: string; json?: true }) => {
      const { reason } = options;
      const address = await given(cli.terminal, argument);
      const body = { channel: on, address, ...(reason !== undefined && { reason }) };
      const done = await operations(cli.config()).post<object>('/v1/suppressions', body);
      cli.terminal.out(options.json ? json(done) : 'Suppressed.\n');
    });
};

const addLift: AddCommand = (program, cli) => {
  program
    .command('lift')
    .addArgument(channel())
    .argument('<address>', FROM_INPUT)
    .description('Takes a suppression back: the address is written to again, as consent allows.')
    .option('--json', 'as JSON')
    .action(async (on: string, argument: string, options: { json?: true }) => {
      const body = { channel: on, address: await given(cli.terminal, argument) };
      const done = await operations(cli.config()).post<{ lifted: boolean }>(
        '/v1/suppressions/lift',
        body,
      );
      const line = done.lifted ? 'Lifted.\n' : 'It was not suppressed.\n';
      cli.terminal.out(options.json ? json(done) : line);
    });
};

export const customers: readonly AddCommand[] = [addErase, addSuppress, addLift];
