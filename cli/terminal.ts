import Table from 'cli-table3';
import type { Progress } from '../local';

/** Where a command writes, and what it runs in; read from the process once, in `main.ts`. */
export interface Terminal {
  readonly environment: Readonly<Record<string, string | undefined>>;
  out(text: string): void;
  err(text: string): void;
  /** Standard input, to its end. */
  input(): Promise<string>;
  /** A person looks on: lines may be replaced, and colours shown. */
  readonly interactive: boolean;
  readonly columns: number;
  /** Opens a file in the browser. @returns whether there is one */
  browse(file: string): Promise<boolean>;
}

const CLEAR = '\r\u001b[2K';
/** How often work that lasts is mentioned where lines cannot be replaced. */
const MENTION_MS = 10_000;

export interface Live extends Progress {
  /** Leaves the last state behind, or nothing. */
  clear(): void;
}

/** Progress on the error output, so that what a command prints can be piped. */
export function liveProgress(terminal: Terminal): Live {
  let shown = '';
  let mentioned = 0;
  const clear = (): void => {
    if (terminal.interactive && shown !== '') terminal.err(CLEAR);
    shown = '';
  };
  return {
    clear,
    line: (text) => {
      clear();
      terminal.err(`${text}\n`);
    },
    status: (text) => {
      if (terminal.interactive) {
        shown = text.slice(0, terminal.columns - 1);
        terminal.err(`${CLEAR}${shown}`);
      } else if (text !== shown && Date.now() - mentioned > MENTION_MS) {
        shown = text;
        mentioned = Date.now();
        terminal.err(`${text}\n`);
      }
    },
  };
}

const BAR = 30;

/** How far work has come. @param share - 0 to 1 */
export function progressBar(share: number, what: string): string {
  const full = Math.round(Math.min(1, Math.max(0, share)) * BAR);
  const done = String(Math.floor(share * 100)).padStart(3);
  return `${'█'.repeat(full)}${'░'.repeat(BAR - full)} ${done} %  ${what}`;
}

/** Columns under their heads; without heads, pairs. */
export function table(
  terminal: Terminal,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const made = new Table({
    head: [...head],
    style: {
      compact: true,
      head: terminal.interactive ? ['bold'] : [],
      border: terminal.interactive ? ['gray'] : [],
    },
  });
  made.push(...rows.map((row) => [...row]));
  return `${made.toString()}\n`;
}

const SHORT = 60;

/** What people wrote, as long as they liked, for a cell of a table: one line, of 60 characters at most. */
export function shortened(text: string): string {
  const line = text.trim().replace(/\s+/g, ' ');
  const characters = [...line];
  if (characters.length <= SHORT) return line;
  const beginning = characters.slice(0, SHORT - 1).join('');
  return `${beginning.trimEnd()}…`;
}

/** An instant of the api's, to the minute. */
export const when = (at: string | null): string => at?.slice(0, 16).replace('T', ' ') ?? '';

export const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
