import { createReadStream, existsSync } from 'node:fs';
import { open, rename, writeFile, type FileHandle } from 'node:fs/promises';
import { createInterface } from 'node:readline';

export interface ReceivedEmail {
  readonly kind: 'email';
  /** Message-ID without its brackets. */
  readonly id: string;
  /** Real time, ISO 8601. */
  readonly at: string;
  readonly from: string;
  readonly to: string;
  /** The message as it came, base64. */
  readonly raw: string;
}

export interface ReceivedSms {
  readonly kind: 'sms';
  /** The provider's id, as it was answered. */
  readonly id: string;
  readonly at: string;
  readonly from: string;
  readonly to: string;
  readonly body: string;
  /** Where reports about it go; carries the sender's own id of the message. */
  readonly statusCallback: string | null;
}

export type Received = ReceivedEmail | ReceivedSms;

/** All that came in, in order; the newest last. */
export interface Journal {
  /** Resolves once the record is on the disk. */
  append(record: Received): Promise<void>;
  /**
   * Takes out whom these went to and what was in them, here and on the disk. That they came, and in which order, stays.
   * @returns how many
   */
  forget(which: (record: Received) => boolean): Promise<number>;
  all(): readonly Received[];
  close(): Promise<void>;
}

/** One that was taken out: its place and its id are left. */
export const isForgotten = ({ to }: Received): boolean => to === '';

const forgotten = (record: Received): Received =>
  record.kind === 'email' ? { ...record, to: '', raw: '' } : { ...record, to: '', body: '' };

const lineOf = (record: Received): string => `${JSON.stringify(record)}\n`;

/** A line that a kill cut in half was never answered for, and is left out. */
export async function readReceived(path: string): Promise<Received[]> {
  if (!existsSync(path)) return [];
  const records: Received[] = [];
  for await (const line of createInterface({ input: createReadStream(path, 'utf8') })) {
    try {
      if (line !== '') records.push(JSON.parse(line) as Received);
    } catch {
      continue;
    }
  }
  return records;
}

interface Waiting {
  readonly line: string;
  readonly record: Received;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export async function openJournal(path: string): Promise<Journal> {
  const records = await readReceived(path);
  let file = await open(path, 'a', 0o600);
  // Half a line at the end must not swallow the next record.
  if ((await file.stat()).size > 0) await file.appendFile('\n');
  let waiting: Waiting[] = [];
  let writing: Promise<void> | undefined;

  /** All that wait go to the disk together: one flush serves many. */
  const drain = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      await writeBatch(file, batch, records);
    }
    writing = undefined;
  };
  /** A whole file takes the place of the one before: a kill leaves the one or the other. */
  const rewrite = async (which: (record: Received) => boolean): Promise<number> => {
    const kept = records.map((one) => (which(one) ? forgotten(one) : one));
    await writeFile(`${path}.new`, kept.map(lineOf).join(''), { mode: 0o600, flush: true });
    await rename(`${path}.new`, path);
    await file.close();
    file = await open(path, 'a', 0o600);
    const count = kept.filter((one, index) => one !== records[index]).length;
    records.splice(0, records.length, ...kept);
    return count;
  };
  const forget: Journal['forget'] = async (which) => {
    while (writing) await writing;
    const theirs = (one: Received): boolean => !isForgotten(one) && which(one);
    if (!records.some(theirs)) return 0;
    const rewriting = rewrite(theirs);
    writing = rewriting.then(drain, drain);
    return rewriting;
  };
  return {
    append: (record) =>
      new Promise((resolve, reject) => {
        waiting.push({ line: lineOf(record), record, resolve, reject });
        writing ??= drain();
      }),
    forget,
    all: () => records,
    close: async () => {
      await writing;
      await file.close();
    },
  };
}

async function writeBatch(
  file: FileHandle,
  batch: readonly Waiting[],
  records: Received[],
): Promise<void> {
  try {
    await file.appendFile(batch.map(({ line }) => line).join(''));
    await file.datasync();
    for (const { record, resolve } of batch) {
      records.push(record);
      resolve();
    }
  } catch (error) {
    for (const { reject } of batch) reject(error);
  }
}
