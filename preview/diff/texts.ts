import { aligned } from './sequence';

type Files = Readonly<Record<string, string>>;

/** A file of a message, or one that several messages share, whose text is another. */
export interface TextDiff {
  /** Below templates/. */
  readonly file: string;
  /** The messages that show it. */
  readonly messages: readonly string[];
  readonly is: 'new' | 'gone' | 'changed';
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

const folderOf = (file: string): string => file.slice(0, file.lastIndexOf('/'));

/** The files of a message, and those that they take in, and so on. */
function filesOf(message: string, files: Files): Set<string> {
  const paths = Object.keys(files);
  const found = new Set(paths.filter((path) => folderOf(path) === message));
  for (const path of found) {
    const text = files[path] ?? '';
    for (const other of paths) if (text.includes(other)) found.add(other);
  }
  return found;
}

/** An empty line parts paragraphs, but in markup it is nothing. */
function linesOf(file: string, text = ''): string[] {
  if (text.trim() === '') return [];
  const lines = text
    .trim()
    .split('\n')
    .map((line) => line.trim());
  return file.endsWith('.mjml') ? lines.filter((line) => line !== '') : lines;
}

/** What people read differently in these messages, file by file; white space at the ends of lines is no text. */
export function textsDiffer(
  messages: readonly string[],
  before: Files,
  after: Files,
): readonly TextDiff[] {
  const shows = new Map<string, Set<string>>();
  for (const message of messages) {
    for (const file of [...filesOf(message, before), ...filesOf(message, after)]) {
      shows.set(file, (shows.get(file) ?? new Set()).add(message));
    }
  }
  return [...shows].flatMap(([file, by]): TextDiff[] => {
    const [old, now] = [before[file], after[file]];
    const lines = aligned(linesOf(file, old), linesOf(file, now), (line) => line);
    const removed = lines.flatMap((one) => (one.after === undefined ? [one.before ?? ''] : []));
    const added = lines.flatMap((one) => (one.before === undefined ? [one.after ?? ''] : []));
    if (removed.length + added.length === 0) return [];
    const is = old === undefined ? 'new' : now === undefined ? 'gone' : 'changed';
    return [{ file, messages: [...by], is, removed, added }];
  });
}
