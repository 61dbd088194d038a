import { Session, type Profiler } from 'node:inspector';
import { readFileSync } from 'node:fs';
import { codeOf, lineOf, placeOf, SCHEME, type Place } from './places';

/** Code that no sample led to. */
export interface Unreached {
  readonly place: Place;
  /** The author's line. */
  readonly text: string;
  /** Ends that only this code returns. */
  readonly ends: readonly string[];
}

/** Where a range of the compiled code begins, behind white space: line and column from 0. */
function beginning(code: string, offset: number): { line: number; column: number } {
  const rest = code.slice(offset);
  const before = code.slice(0, offset + rest.length - rest.trimStart().length);
  const lines = before.split('\n');
  return { line: lines.length - 1, column: lines.at(-1)?.length ?? 0 };
}

const RETURNED = /return (["'`])((?:(?!\1).)+)\1/g;
const LITERAL = /^[?:\s]*(["'`])((?:(?!\1).)+)\1\s*;?\s*$/;

/** Ends that are returned in a piece of compiled code, or that it is, as one arm of a condition. */
function endsIn(code: string): string[] {
  const [, , alone] = LITERAL.exec(code) ?? [];
  const returned = [...code.matchAll(RETURNED)].map(([, , end]) => end ?? '');
  return alone === undefined ? returned : [alone, ...returned];
}

/** Ranges of a function that ran, which did not; a function that never ran says nothing of branches. */
const unrun = ({ ranges }: Profiler.FunctionCoverage): Profiler.CoverageRange[] =>
  (ranges[0]?.count ?? 0) > 0 ? ranges.filter(({ count }) => count === 0) : [];

/**
 * Watches, by V8's own block counts, which code of journeys runs. It must begin before their files are compiled.
 */
export class Watch {
  readonly #session = new Session();
  #ended = false;

  constructor() {
    this.#session.connect();
    this.#session.post('Profiler.enable');
    this.#session.post('Profiler.startPreciseCoverage', { callCount: false, detailed: true });
  }

  /** Branches of these files that did not run, in the order of their lines. */
  unreached(files: readonly string[]): readonly Unreached[] {
    const found = this.#coverage()
      .filter(({ url }) => files.some((file) => url === SCHEME + file))
      .flatMap(({ url, functions }) => {
        const file = url.slice(SCHEME.length);
        const code = codeOf(file);
        return functions.flatMap(unrun).flatMap(({ startOffset, endOffset }) => {
          const { line, column } = beginning(code, startOffset);
          const author = lineOf(file, line, column);
          const ends = endsIn(code.slice(startOffset, endOffset));
          return author === undefined ? [] : [{ file, line: author, ends }];
        });
      })
      .sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line);
    const places = new Map(found.map((one) => [placeOf(one.file, one.line), one]));
    return [...places].map(([place, { file, line, ends }]) => ({
      ...{ place, ends },
      text: readFileSync(file, 'utf8').split('\n')[line - 1]?.trim() ?? '',
    }));
  }

  /** Once more does nothing. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#session.post('Profiler.stopPreciseCoverage');
    this.#session.disconnect();
  }

  #coverage(): Profiler.ScriptCoverage[] {
    let result: Profiler.ScriptCoverage[] = [];
    // A session within the process answers before `post` returns.
    this.#session.post('Profiler.takePreciseCoverage', (_, taken) => (result = taken.result));
    return result;
  }
}
