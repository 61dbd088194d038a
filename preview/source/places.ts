import { SourceMap } from 'node:module';
import { relative, join } from 'node:path';
import { promiseHooks } from 'node:v8';

/** A line of a source file, as its author sees it: `workflows/win-back.ts:12`. */
export type Place = string;

const ROOT = join(__dirname, '../..');
/** Scripts compiled here are told by this from what the host loads of the same file. */
export const SCHEME = 'journey:';
const FRAME = /(?:\(|at (?:async )?)((?:journey:|file:\/\/)?\/[^():]+):(\d+):(\d+)\)?$/;
/** Frames of ours lie between the author's code and what it called. */
const OURS = ['engine', 'preview', 'node_modules'].map((folder) => `${join(ROOT, folder)}/`);

interface Script {
  readonly code: string;
  readonly map: SourceMap;
}

const scripts = new Map<string, Script>();

/** Lines before the module's own. */
const HEAD = 1;

/** A module as one function, under a name that frames and counts tell it by. */
export const wrapped = (code: string, file: string): string =>
  `(function (exports, require, module) {\n${code}\n})\n//# sourceURL=${SCHEME}${file}`;

/** @param code - wrapped @param map - the compiler's, as JSON */
export function remember(file: string, code: string, map: string): void {
  const read = JSON.parse(map) as ConstructorParameters<typeof SourceMap>[0];
  scripts.set(file, { code, map: new SourceMap(read) });
}

export const codeOf = (file: string): string => scripts.get(file)?.code ?? '';

export const placeOf = (file: string, line: number): Place => `${relative(ROOT, file)}:${line}`;

/** @param line, column - in the compiled script, from 0 @returns the author's line, from 1 */
export function lineOf(file: string, line: number, column: number): number | undefined {
  const entry = scripts.get(file)?.map.findEntry(line - HEAD, column);
  return entry && 'originalLine' in entry && typeof entry.originalLine === 'number'
    ? entry.originalLine + 1
    : undefined;
}

/** Where the author's code is that led here. */
export function authorPlace(): Place | undefined {
  for (const frame of (new Error().stack ?? '').split('\n').slice(1)) {
    const [, url = '', line = '', column = ''] = FRAME.exec(frame) ?? [];
    const file = url.replace(/^(journey:|file:\/\/)/, '');
    if (file === '' || OURS.some((folder) => file.startsWith(folder))) continue;
    if (!url.startsWith(SCHEME)) return placeOf(file, Number(line));
    const author = lineOf(file, Number(line) - 1, Number(column) - 1);
    if (author !== undefined) return placeOf(file, author);
  }
  return undefined;
}

/** Where promises were last made or awaited by the author's code. Slow: for a second look only. */
export class AwaitedPlaces {
  last: Place | undefined;
  readonly #stop = promiseHooks.onInit(() => {
    this.last = authorPlace() ?? this.last;
  }) as unknown as () => void;

  stop(): void {
    this.#stop();
  }
}
