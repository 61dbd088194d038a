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
  known.clear();
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

function placeOfFrame(frame: string): Place | undefined {
  const [, url = '', line = '', column = ''] = FRAME.exec(frame) ?? [];
  const file = url.replace(/^(journey:|file:\/\/)/, '');
  if (file === '' || OURS.some((folder) => file.startsWith(folder))) return undefined;
  if (!url.startsWith(SCHEME)) return placeOf(file, Number(line));
  const author = lineOf(file, Number(line) - 1, Number(column) - 1);
  return author === undefined ? undefined : placeOf(file, author);
}

/** The same few frames come on every path. */
const known = new Map<string, Place | undefined>();

/** The frames that led here, as V8 has them: to make a text of them, with source maps, takes much longer. */
function sites(): readonly NodeJS.CallSite[] {
  const { prepareStackTrace } = Error;
  Error.prepareStackTrace = (_, all) => all;
  const { stack } = new Error() as unknown as { stack: readonly NodeJS.CallSite[] };
  Error.prepareStackTrace = prepareStackTrace;
  return stack;
}

/** Where the author's code is, of a script compiled here, that led here. */
function placeInScript(): Place | undefined {
  for (const site of sites()) {
    const url = site.getScriptNameOrSourceURL() ?? '';
    if (!url.startsWith(SCHEME)) continue;
    const [line, column] = [site.getLineNumber() ?? 1, site.getColumnNumber() ?? 1];
    const frame = `(${url}:${String(line)}:${String(column)})`;
    if (!known.has(frame)) known.set(frame, placeOfFrame(frame));
    return known.get(frame);
  }
  return undefined;
}

/** Where the author's code is that led here. */
export function authorPlace(): Place | undefined {
  const place = placeInScript();
  if (place !== undefined) return place;
  for (const frame of (new Error().stack ?? '').split('\n').slice(1)) {
    if (!known.has(frame)) known.set(frame, placeOfFrame(frame));
    const place = known.get(frame);
    if (place !== undefined) return place;
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
