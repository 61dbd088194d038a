import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ShopCatalog } from '../../catalog';
import type { AnyDefinition } from '../../engine';
import { templatesOf } from '../source/catalog';
import { loadFile, loadJourneys, named, withoutJourneys, type Loaded } from '../source/load';
import { codeOf, lineOf, placeOf } from '../source/places';
import { Watch, type Unreached } from '../source/reached';
import { check, type CheckOptions, type CheckReport } from './check';

const isFolder = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** Files of journeys in a folder and below; with an index, that alone. */
function filesIn(folder: string): readonly string[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  const index = entries.find(({ name }) => name === 'index.ts');
  if (index) return [join(folder, index.name)];
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesIn(path);
    return entry.name.endsWith('.ts') ? [path] : [];
  });
}

function loadedFrom(what: string, shipped: Loaded): readonly Loaded[] {
  const folder = resolve(what);
  const isShipped = shipped.journeys.some(({ id }) => id === what);
  if (isFolder(folder) && !isShipped) {
    const found = filesIn(folder).map((file) => loadFile(file, file));
    if (found.every(({ journeys }) => journeys.length === 0)) throw withoutJourneys(what);
    return found.filter(({ journeys }) => journeys.length > 0);
  }
  if (/[./\\]/.test(what)) return [loadJourneys(what)];
  return [{ ...shipped, journeys: [named(what, shipped.journeys)] }];
}

/** Each id once: the first that has it. */
const distinct = (journeys: readonly AnyDefinition[]): readonly AnyDefinition[] =>
  [...new Map([...journeys].reverse().map((one) => [one.id, one])).values()].reverse();

/** Lines of a journey's story in its file. */
interface Lines {
  readonly file: string;
  readonly from: number;
  readonly to: number;
}

function linesOf(journey: AnyDefinition, files: readonly string[]): Lines | undefined {
  const story = journey.run.toString();
  for (const file of files) {
    const code = codeOf(file);
    const start = code.indexOf(story);
    if (start < 0) continue;
    const row = (offset: number): number => code.slice(0, offset).split('\n').length - 1;
    const [from, to] = [row(start), row(start + story.length)];
    return { file, from: lineOf(file, from, 0) ?? 0, to: lineOf(file, to, 0) ?? Infinity };
  }
  return undefined;
}

/** Branches in a journey's own lines; those of no journey's are the first one's. */
function unreachedOf(
  journeys: readonly AnyDefinition[],
  files: readonly string[],
  all: readonly Unreached[],
): (journey: AnyDefinition) => readonly Unreached[] {
  const owner = new Map<Unreached, AnyDefinition | undefined>();
  const lines = journeys.map((journey) => ({ journey, ...linesOf(journey, files) }));
  for (const one of all) {
    const [file, line] = one.place.split(/:(?=\d+$)/);
    const isIn = (its: Partial<Lines>): boolean =>
      its.file !== undefined && placeOf(its.file, 0).startsWith(`${file ?? ''}:`);
    const among = lines.filter(isIn);
    const exact = among.find(({ from = 0, to = 0 }) => Number(line) >= from && Number(line) <= to);
    owner.set(one, (exact ?? among[0] ?? lines[0])?.journey);
  }
  return (journey) => all.filter((one) => owner.get(one) === journey);
}

/** All journeys of one catalogue that are to be checked, and all beside them. */
interface Group {
  readonly catalog: ShopCatalog;
  readonly journeys: readonly AnyDefinition[];
  readonly beside: readonly AnyDefinition[];
  readonly files: readonly string[];
  readonly templates: readonly string[];
}

/** By the catalogue that they are written in: only what is written in the same words runs beside. */
function groupsOf(given: readonly Loaded[], shipped: Loaded): readonly Group[] {
  const catalogs = [...new Set(given.map(({ catalog }) => catalog))];
  return catalogs.map((catalog) => {
    const own = given.filter((one) => one.catalog === catalog);
    const all = shipped.catalog === catalog ? [...own, shipped] : own;
    return {
      catalog,
      journeys: distinct(own.flatMap(({ journeys }) => journeys)),
      beside: distinct(all.flatMap(({ journeys }) => journeys)),
      files: [...new Set(all.flatMap(({ files }) => files))],
      templates: [...new Set(all.flatMap(({ templates }) => templates))],
    };
  });
}

async function checkGroup(
  { catalog, journeys, beside, files, templates: folders }: Group,
  { watch, isLast }: { readonly watch: Watch; readonly isLast: boolean },
  options: Partial<CheckOptions>,
): Promise<CheckReport> {
  const { templates = await templatesOf(folders) } = options;
  let found: ReturnType<typeof unreachedOf> | undefined;
  const unreached = (journey: AnyDefinition): readonly Unreached[] => {
    found ??= unreachedOf(journeys, files, watch.unreached(files));
    // Code that is counted runs slower.
    if (isLast) watch.end();
    return found(journey);
  };
  return check(journeys, { catalog, beside, ...options, templates, unreached });
}

/**
 * Reads journeys anew and holds them to the policies of the house.
 * @param what - ids of shipped journeys, files, folders; none: all that are shipped. The shipped ones run beside.
 * @throws PermanentError `JOURNEY_UNKNOWN`, `JOURNEYS_UNREADABLE`, and what `check` throws
 */
export async function checkFiles(
  what: readonly string[],
  options: Partial<CheckOptions> = {},
): Promise<CheckReport> {
  const watch = new Watch();
  try {
    const shipped = loadJourneys();
    const given = what.length > 0 ? what.flatMap((one) => loadedFrom(one, shipped)) : [shipped];
    const reports: CheckReport[] = [];
    const groups = groupsOf(given, shipped);
    for (const [index, group] of groups.entries()) {
      const isLast = index === groups.length - 1;
      reports.push(await checkGroup(group, { watch, isLast }, options));
    }
    const policies = reports[0]?.policies ?? [];
    return { policies, journeys: reports.flatMap(({ journeys }) => journeys) };
  } finally {
    watch.end();
  }
}
