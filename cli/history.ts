import { parse, type CsvError } from 'csv-parse';
import {
  createReadStream,
  openSync,
  readSync,
  closeSync,
  statSync,
  type ReadStream,
} from 'node:fs';
import { createInterface } from 'node:readline';
import { PermanentError } from '../engine';
import { HistoryReader, type History, type ReaderOptions } from '../preview';

export const FORMATS = ['csv', 'cdnow', 'jsonl'] as const;
export type Format = (typeof FORMATS)[number];

export interface HistoryFile extends ReaderOptions {
  /** Left out: told from its first line. */
  readonly format?: Format;
}

export interface ReadWatch {
  /** Share of the file that is read, 0 to 1. */
  progress(share: number): void;
  readonly signal: AbortSignal;
}

const SNIFF = 64 * 1024;
const DELIMITERS = [',', ';', '\t'] as const;

/** The first line that says something. @throws PermanentError `HISTORY_INVALID` */
function firstLine(file: string): string {
  try {
    const handle = openSync(file, 'r');
    const buffer = Buffer.alloc(SNIFF);
    const length = readSync(handle, buffer);
    closeSync(handle);
    const lines = buffer.toString('utf8', 0, length).split(/\r?\n/);
    return lines.find((line) => line.trim() !== '') ?? '';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const problem =
      code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${String(code)})`;
    throw new PermanentError('HISTORY_INVALID', { file, problem }, { cause: error });
  }
}

const times = (line: string, one: string): number => line.split(one).length - 1;

const delimiterOf = (line: string): string =>
  [...DELIMITERS].sort((a, b) => times(line, b) - times(line, a))[0] ?? ',';

function formatOf(line: string): Format {
  if (line.trimStart().startsWith('{')) return 'jsonl';
  return DELIMITERS.some((one) => line.includes(one)) ? 'csv' : 'cdnow';
}

/** After how many lines it is told how far the reading has come. */
const OFTEN = 500;

async function readLines(
  input: ReadStream,
  each: (line: number, text: string) => void,
  goOn: (line: number) => boolean,
): Promise<void> {
  let number = 0;
  for await (const text of createInterface({ input, crlfDelay: Infinity })) {
    each(++number, text);
    if (!goOn(number)) return;
  }
}

type Cells = { readonly record: readonly string[]; readonly info: { readonly lines: number } };

async function readTable(
  input: ReadStream,
  reader: HistoryReader,
  delimiter: string,
  goOn: (line: number) => boolean,
): Promise<void> {
  const rows = input.pipe(
    parse({
      delimiter,
      bom: true,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_error: true,
      on_skip: (error: CsvError | undefined) => {
        if (error)
          reader.bad(
            Number(error['lines'] ?? 0),
            'its quotes do not close, or stand inside a cell',
          );
        return undefined;
      },
    }),
  );
  let head: readonly string[] | undefined;
  for await (const { record, info } of rows as AsyncIterable<Cells>) {
    if (!head) {
      head = record.map((name) => name.trim());
      reader.head(head);
    } else if (record.length !== head.length) {
      reader.bad(info.lines, `${String(record.length)} cells for ${String(head.length)} columns`);
    } else {
      reader.row(info.lines, Object.fromEntries(head.map((name, at) => [name, record[at] ?? ''])));
    }
    if (!goOn(info.lines)) return;
  }
}

/**
 * Reads a history: a table with a head, a file of the CDNOW form, or a message of the tracking API on each line.
 * @throws PermanentError `HISTORY_INVALID`, `ZONE_UNKNOWN`; what `signal` was aborted with
 */
export async function readHistory(options: HistoryFile, watch: ReadWatch): Promise<History> {
  const { file } = options;
  const first = firstLine(file);
  const { format = formatOf(first) } = options;
  const reader = new HistoryReader(options);
  const input = createReadStream(file);
  const { size } = statSync(file);
  const goOn = (line: number): boolean => {
    if (line % OFTEN === 0) watch.progress(size === 0 ? 1 : input.bytesRead / size);
    return !watch.signal.aborted;
  };
  watch.progress(0);
  try {
    if (format === 'csv') await readTable(input, reader, delimiterOf(first), goOn);
    else if (format === 'cdnow') await readLines(input, (...line) => reader.cdnow(...line), goOn);
    else await readLines(input, (...line) => reader.message(...line), goOn);
  } finally {
    input.destroy();
  }
  watch.signal.throwIfAborted();
  const history = reader.done();
  if (history.events.length > 0) return history;
  throw new PermanentError('HISTORY_INVALID', {
    file,
    problem: `no line of it can be used; ${reader.whyEmpty}`,
  });
}
