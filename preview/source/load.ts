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

export const withoutJourneys = (file: string): PermanentError =>
  unreadable(file, 'it exports no journey');

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
 * All journeys of a file, in the words of the catalogue nearest to it; it may have none.
 * @param name - as errors call it
 * @throws PermanentError `JOURNEYS_UNREADABLE`
 */
export function loadFile(file: string, name: string): Loaded {
  const loader = new Loader();
  let exported: unknown[];
  let catalog: ShopCatalog | undefined;
  try {
    exported = Object.values(loader.load(file)).flat();
    catalog = catalogBeside(file);
  } catch (error) {
    throw unreadable(name, error instanceof Error ? error.message : String(error));
  }
  if (!catalog) throw unreadable(file, 'the catalog/index.ts beside it exports no `catalog`');
  const journeys = exported.filter(isJourney);
  return { journeys, catalog, templates: templatesBeside(file), files: loader.files };
}

/**
 * The journeys of a file, in the words of the catalogue nearest to it, or the one with this id among the shipped ones; nothing: all that are shipped.
 * @throws PermanentError `JOURNEY_UNKNOWN`, `JOURNEYS_UNREADABLE`
 */
export function loadJourneys(what?: string): Loaded {
  if (what === undefined) return loadFile(SHIPPED, 'workflows');
  if (!/[./\\]/.test(what)) {
    const shipped = loadFile(SHIPPED, what);
    return { ...shipped, journeys: [named(what, shipped.journeys)] };
  }
  const file = fileOf(resolve(what));
  if (file === undefined) throw unreadable(what, 'there is no such file');
  const loaded = loadFile(file, what);
  if (loaded.journeys.length === 0) throw withoutJourneys(what);
  return loaded;
}

/** @throws PermanentError `JOURNEY_UNKNOWN` */
export function named(id: string, all: readonly AnyDefinition[]): AnyDefinition {
  const found = all.find((one) => one.id === id);
  if (found) return found;
  const meant = nearest(
    id,
    all.map((one) => one.id),
  );
  const hint = meant === undefined ? undefined : `did you mean ${meant}?`;
  throw new PermanentError('JOURNEY_UNKNOWN', { journey: id, hint });
}
