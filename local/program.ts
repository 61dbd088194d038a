import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface Program {
  /** `last`: the last line of its error output, or why it could not run. */
  readonly done: Promise<{ readonly code: number | null; readonly last: string }>;
  kill(): void;
}

/** A program that ends by itself, in a process group of its own, so that its children go with it. `heard` gets its error output by line. */
export function runProgram(
  command: string,
  args: readonly string[],
  where: {
    readonly environment: Readonly<Record<string, string | undefined>>;
    readonly signal: AbortSignal;
  },
  heard: (line: string) => void = () => undefined,
): Program {
  const child = spawn(command, [...args], {
    detached: true,
    env: where.environment,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const kill = (): void => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      child.kill('SIGKILL');
    }
  };
  where.signal.addEventListener('abort', kill);
  let last = '';
  createInterface({ input: child.stderr }).on('line', (line) => {
    if (line.trim() !== '') last = line.trim();
    heard(line);
  });
  const done = new Promise<{ code: number | null; last: string }>((resolve) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      const why = error.code === 'ENOENT' ? `${command} is not installed` : error.message;
      resolve({ code: null, last: why });
    });
    child.once('close', (code) => {
      resolve({ code, last });
    });
  }).finally(() => {
    where.signal.removeEventListener('abort', kill);
  });
  return { done, kill };
}
