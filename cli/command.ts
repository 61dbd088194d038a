import { inspect } from 'node:util';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { version } from '../package.json';
import { PermanentError, TransientError, type ErrorCode } from '../engine';
import { readConfig, type Config } from './config';
import { INTERRUPTED, Interrupted } from './signals';
import type { Terminal } from './terminal';

/** What every command is given. */
export interface Cli {
  readonly terminal: Terminal;
  /** Settings of the environment, with the options that every command has. Parsed when first asked for. */
  config(): Config;
}

/** Adds a command to the program. */
export type AddCommand = (program: Command, cli: Cli) => void;

export const EXIT = { ok: 0, failed: 1, usage: 2 } as const;

/** Errors of whoever called, not of what was called. */
const MISUSES: readonly ErrorCode[] = [
  'CONFIG_INVALID',
  'LOGS_INVALID',
  'INPUT_MISSING',
  'BACKTEST_INVALID',
  'HISTORY_INVALID',
  'JOURNEY_NOT_MADE',
  'SCENARIO_INVALID',
  'PATH_UNUSABLE',
  'JOURNEY_UNKNOWN',
  'ZONE_UNKNOWN',
];

/** A command that has said why it failed already. */
export class Failed extends Error {
  constructor() {
    super('failed');
  }
}

/** @returns the exit code */
export async function runCli(
  terminal: Terminal,
  args: readonly string[],
  commands: readonly AddCommand[],
): Promise<number> {
  const program = new Command('perennial')
    .description('Customer journeys as code, run durably on Temporal.')
    .version(version)
    .option('--home <folder>', 'data folder (PERENNIAL_HOME, else .perennial)')
    .showHelpAfterError('(with --help: what there is)')
    .exitOverride()
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err });
  let config: Config | undefined;
  const cli: Cli = {
    terminal,
    config: () => {
      const { home } = program.opts<{ home?: string }>();
      const { environment } = terminal;
      return (config ??= readConfig({
        ...environment,
        ...(home !== undefined && { PERENNIAL_HOME: home }),
      }));
    },
  };
  for (const add of commands) add(program, cli);
  for (const command of program.commands) command.copyInheritedSettings(program);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return EXIT.ok;
  } catch (error) {
    return report(error, terminal);
  }
}

/** A file or folder that somebody named and that cannot be used. */
function pathOf(error: unknown): PermanentError | undefined {
  if (!(error instanceof Error) || !('path' in error) || !('syscall' in error)) return undefined;
  const { path, code } = error as NodeJS.ErrnoException;
  return new PermanentError('PATH_UNUSABLE', { path: path ?? '', error: code ?? error.message });
}

/** Says what is wrong, once, without a stack where the message tells the way out. */
function report(error: unknown, terminal: Terminal): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (error instanceof Failed) return EXIT.failed;
  if (error instanceof Interrupted) {
    terminal.err('Stopped.\n');
    return INTERRUPTED;
  }
  if (error instanceof PermanentError || error instanceof TransientError) {
    terminal.err(`${error.message}\n(${error.code})\n`);
    return MISUSES.includes(error.code) ? EXIT.usage : EXIT.failed;
  }
  const path = pathOf(error);
  if (path) return report(path, terminal);
  terminal.err(`${error instanceof Error ? (error.stack ?? error.message) : inspect(error)}\n`);
  return EXIT.failed;
}

/** An option's whole number from `least`, to `most` where there is one. */
export const wholeNumber =
  (least: number, most?: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < least || (most !== undefined && value > most)) {
      const to = most === undefined ? '' : ` to ${String(most)}`;
      throw new InvalidArgumentError(`not a whole number from ${String(least)}${to}`);
    }
    return value;
  };
