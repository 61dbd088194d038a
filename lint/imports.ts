import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOMS } from './rooms.cjs';

const PROJECT = join(__dirname, '..');

/** One import of a file, paths from the root of the tree. */
export interface Import {
  readonly from: string;
  readonly to: string;
  /** Nothing of it is left when the code runs. */
  readonly typeOnly: boolean;
}

export interface Violation {
  readonly rule: string;
  readonly from: string;
  readonly to: string;
}

export interface Cruise {
  readonly imports: readonly Import[];
  readonly violations: readonly Violation[];
}

interface CruiserOutput {
  modules: {
    source: string;
    dependencies: { resolved: string; dependencyTypes: string[] }[];
  }[];
  summary: { violations: { from: string; to: string; rule: { name: string } }[] };
}

/**
 * Reads every import of the rooms under a root, by the project's own rules.
 * @throws Error with what dependency-cruiser said, when it cannot read the tree
 */
export function cruise(root: string = PROJECT): Cruise {
  const rooms = [...new Set(ROOMS.map((room) => room.split('/')[0] ?? room))];
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [
      join(PROJECT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'),
      ...['--config', join(PROJECT, '.dependency-cruiser.cjs'), '--output-type', 'json'],
      ...rooms.filter((room) => existsSync(join(root, room))),
    ],
    { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28 },
  );
  if (!stdout.startsWith('{')) throw new Error(`dependency-cruiser: ${stderr || stdout}`);
  const { modules, summary } = JSON.parse(stdout) as CruiserOutput;
  return {
    imports: modules.flatMap(({ source, dependencies }) =>
      dependencies.map(({ resolved, dependencyTypes }) => ({
        from: source,
        to: resolved,
        typeOnly: dependencyTypes.includes('type-only'),
      })),
    ),
    violations: summary.violations.map(({ from, to, rule }) => ({ rule: rule.name, from, to })),
  };
}

/** The room a file is in: the innermost, so that `worker/runtime` is one of its own. */
export function roomOf(path: string): string | undefined {
  return ROOMS.filter((room) => path.startsWith(`${room}/`)).sort((a, b) => b.length - a.length)[0];
}

/** The rooms and their imports as a Mermaid flowchart; the arrows that all have alike, to `engine`, as a sentence. */
export function drawing(imports: readonly Import[]): string {
  const arrows = new Map<string, boolean>();
  const found = new Set<string>();
  for (const { from, to, typeOnly } of imports) {
    const [start, end] = [roomOf(from), roomOf(to)];
    if (start) found.add(start);
    if (!start || !end || start === end) continue;
    const arrow = `${start} ${end}`;
    arrows.set(arrow, (arrows.get(arrow) ?? true) && typeOnly);
  }
  const rooms = ROOMS.filter((room) => found.has(room));
  const id = (room: string): string => room.replace('/', '_');
  const lines = [...arrows]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([arrow, typeOnly]) => ({ ends: arrow.split(' '), typeOnly }))
    .filter(({ ends }) => ends[1] !== 'engine')
    .map(({ ends: [from = '', to = ''], typeOnly }) =>
      typeOnly ? `  ${id(from)} -. types .-> ${id(to)}` : `  ${id(from)} --> ${id(to)}`,
    );
  const onEngine = rooms.filter((room) => arrows.has(`${room} engine`));
  return [
    '```mermaid',
    'flowchart TD',
    ...rooms.map((room) => `  ${id(room)}[${room}]`),
    ...lines,
    '```',
    '',
    `Left out of the drawing: the arrows to \`engine\`, from ${onEngine.join(', ') || 'no room'}.`,
  ].join('\n');
}
