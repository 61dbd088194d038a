import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { transformSync } from 'esbuild';
import type { ShopCatalog } from '../../catalog';
import * as engine from '../../engine';
import { PermanentError, type AnyDefinition } from '../../engine';
import { nearest } from '../nearest';
import { catalogBeside, templatesBeside } from './catalog';
import { remember, wrapped } from './places';

const ENGINE = join(__dirname, '../../engine/index.ts');
const SHIPPED = join(__dirname, '../../workflows/index.ts');

type Exports = Readonly<Record<string, unknown>>;

function fileOf(path: string): string | undefined {
  const tries = [path, `${path}.ts`, join(path, 'index.ts')];
  return tries.find((one) => existsSync(one) && statSync(one).isFile());
}

/** Compiles a journey and the modules beside it anew, so that a watch that has begun sees all of it. */
class Loader {
  readonly #loaded = new Map<string, { exports: Exports }>();
  readonly files: string[] = [];

  load(file: string): Exports {
    const known = this.#loaded.get(file);
    if (known) return known.exports;
    const module = { exports: {} as Exports };
    this.#loaded.set(file, module);
    const { code, map } = transformSync(readFileSync(file, 'utf8'), {
      loader: 'ts',
      format: 'cjs',
      target: 'node20',
      sourcemap: 'external',
      sourcefile: file,
    });
    const script = wrapped(code, file);
    remember(file, script, map);
    this.files.push(file);
    // Not `vm`: the code must see the same Date as whoever explores it, and be watched in the same realm.
    const body = (0, eval)(script) as (
      exports: Exports,
      require: (name: string) => unknown,
      module: object,
    ) => void;
    body(module.exports, (name) => this.#required(name, file), module);
    return module.exports;
  }

  #required(name: string, from: string): unknown {
    const file = name.startsWith('.') ? fileOf(resolve(dirname(from), name)) : undefined;
    if (file === ENGINE) return engine;
    return file?.endsWith('.ts') ? this.load(file) : (createRequire(from)(name) as unknown);
  }
}

const isJourney = (value: unknown): value is AnyDefinition =>
  typeof value === 'object' && value !== null && 'id' in value && 'run' in value && 'on' in value;

const unreadable = (file: string, error: string): PermanentError =>
  new PermanentError('JOURNEYS_UNREADABLE', { file, error });

export interface Loaded {
  readonly journeys: readonly AnyDefinition[];
  /** In whose words they are written. */
  readonly catalog: ShopCatalog;
  /** Folders of what they send; a later one comes on top. */
  readonly templates: readonly string[];
  /** Absolute, of all that was compiled. */
  readonly files: readonly string[];
}

/**
 * The journeys of a file, in the words of the catalogue nearest to it, or the one with this id among the shipped ones; nothing: all that are shipped.
 * @throws PermanentError `JOURNEY_UNKNOWN`, `JOURNEYS_UNREADABLE`
 */
export function loadJourneys(what?: string): Loaded {
  const isFile = what !== undefined && /[./\\]/.test(what);
  const given = isFile ? fileOf(resolve(what)) : undefined;
  if (isFile && given === undefined) throw unreadable(what, 'there is no such file');
  const file = given ?? SHIPPED;
  const loader = new Loader();
  let exported: unknown[];
  let catalog: ShopCatalog | undefined;
  try {
    exported = Object.values(loader.load(file)).flat();
    catalog = catalogBeside(file);
  } catch (error) {
    throw unreadable(what ?? 'workflows', error instanceof Error ? error.message : String(error));
  }
  if (!catalog) throw unreadable(file, 'the catalog/index.ts beside it exports no `catalog`');
  const all = exported.filter(isJourney);
  const journeys =
    given === undefined && what !== undefined ? all.filter(({ id }) => id === what) : all;
  if (journeys.length === 0) {
    const meant = nearest(
      what ?? '',
      all.map(({ id }) => id),
    );
    const journey = meant === undefined ? what : `${String(what)} (did you mean ${meant}?)`;
    throw new PermanentError('JOURNEY_UNKNOWN', { journey });
  }
  return { journeys, catalog, templates: templatesBeside(file), files: loader.files };
}
