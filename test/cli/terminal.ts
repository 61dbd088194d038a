import { commands } from '../../cli/commands';
import { runCli } from '../../cli/command';
import type { Terminal } from '../../cli/terminal';

export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command in this process. @param input - what standard input holds */
export async function cli(
  args: readonly string[],
  environment: Terminal['environment'] = {},
  input = '',
): Promise<Said> {
  let out = '';
  let err = '';
  const terminal: Terminal = {
    environment,
    out: (text) => (out += text),
    err: (text) => (err += text),
    input: () => Promise.resolve(input),
    interactive: false,
    columns: 100,
    browse: () => Promise.resolve(false),
  };
  return { code: await runCli(terminal, args, commands), out, err };
}
