import type { Contest, Side } from './contest';
import type { Spread } from './figures';
import type { Door } from './front-door';
import type { FromStart, Pace } from './latency';
import type { Previews } from './previews';

export interface Figures {
  readonly date: string;
  readonly machine: string;
  readonly rounds: number;
  /** In each round, of each side. */
  readonly runs: number;
  readonly contests: readonly Contest[];
  readonly first: readonly FromStart[];
  readonly throughAll: {
    readonly count: number;
    readonly perSecond: number;
    readonly p50: number;
    readonly p99: number;
  };
  readonly door: {
    readonly rounds: number;
    readonly events: number;
    readonly customers: number;
    readonly perSecond: Readonly<Record<Door, Spread>>;
    readonly ratio: Spread;
  };
  readonly previewed: Previews;
}

const NAMES = { 'three-sends': '3 sends', 'sends-and-waits': '3 sends, 2 waits' } as const;

const spread = ({ min, median, max }: Spread, digits: number): string =>
  `${min.toFixed(digits)} / **${median.toFixed(digits)}** / ${max.toFixed(digits)}`;

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

function contestRows({ shape, runsPerSecond, ratio, events }: Contest): string[] {
  const of = (side: Side): string => spread(runsPerSecond[side], 1);
  const length = (side: Side): string => [...events[side]].sort((a, b) => a - b).join(' or ');
  return [
    row([
      `${NAMES[shape.journey]}: runs a second`,
      of('perennial'),
      of('by hand'),
      `${spread(ratio, 2)} times`,
    ]),
    row([
      `${NAMES[shape.journey]}: events in a history`,
      length('perennial'),
      length('by hand'),
      '',
    ]),
  ];
}

/** `at once after another` or `after a rest of 300 ms`. */
const paced = ({ restMs }: Pace): string =>
  restMs === 0 ? 'at once after another' : `after a rest of ${String(restMs)} ms`;

const latencyRows = ({ pace, toCall, toMail }: FromStart): string[] => [
  latencyRow(`start of a run, ${paced(pace)}, to the call of its first send, ms`, toCall),
  latencyRow(`start of a run, ${paced(pace)}, to its first mail at the SMTP server, ms`, toMail),
];

const latencyRow = (title: string, took: Readonly<Record<Side, Spread>>): string =>
  row([
    title,
    spread(took.perennial, 1),
    spread(took['by hand'], 1),
    `${(took.perennial.median / took['by hand'].median).toFixed(2)} times`,
  ]);

export const previewsText = ({ explored, shipped }: Previews): string => `## Previews

The explorer on journeys with ${explored[0]?.paths.toLocaleString('en-US') ?? ''} short paths, beside the least that calls the same function once for each path and looks at nothing.

${[
  row(['paths of', 'paths a second', 'the bare call', 'of it', 'µs of processor a path']),
  row(['---', '---', '---', '---', '---']),
  ...explored.map(({ title, perSecond, ratio, processor }) =>
    row([
      title,
      spread(perSecond.perennial, 0),
      spread(perSecond.bare, 0),
      spread(ratio, 3),
      spread(processor, 1),
    ]),
  ),
].join('\n')}

${[
  row(['in the process, ms', 'explore', 'check', 'draw']),
  row(['---', '---', '---', '---']),
  ...shipped.map(({ journey, explore, check, draw }) =>
    row([journey, spread(explore, 0), spread(check, 0), spread(draw, 0)]),
  ),
].join('\n')}
`;

/** What `docs/bench.md` holds. */
export function markdown(figures: Figures): string {
  const { date, machine, rounds, runs, contests, first, throughAll, door, previewed } = figures;
  return `# What it costs

\`npm run bench\` measures this; \`npm run bench -- --record\` writes this page. ${date}, ${machine}, PostgreSQL 15 without fsync and a Temporal dev
server on a file (SQLite, WAL) on the same machine. Figures are smallest / **median** / largest.

The workflow written by hand calls the same \`deliver\` over the same pool, store, connection and worker options, with ordinary activities.
${String(rounds)} rounds of ${String(runs)} runs, ${contests.map(({ shape }) => `${String(shape.atOnce)} at once (${NAMES[shape.journey]})`).join(', ')}, the two sides in turn, the order reversed each time. Each wait is 600 ms.

${[
  row(['', 'Perennial', 'by hand', 'Perennial over by hand']),
  row(['---', '---', '---', '---']),
  ...contests.flatMap(contestRows),
  ...first.flatMap(latencyRows),
].join('\n')}

These were taken one run at a time: ${first.map(({ pace }) => `${String(pace.rounds)} rounds of ${String(pace.runs)}, ${paced(pace)}`).join('; ')}. At once, the
server holds up the one with ordinary activities: each step is a task of a shard, of which the dev server has one, and a shard's tasks are read
20 times a second at most (\`history.transferProcessorMaxPollRPS\`). After a rest it does not, and that is how far the two are apart where there
are shards enough.

From an event leaving over HTTP to its first mail at the SMTP server, ${String(throughAll.count)} events at ${String(throughAll.perSecond)} a second: p50 ${throughAll.p50.toFixed(0)} ms, p99 ${throughAll.p99.toFixed(0)} ms.

The front door, ${String(door.rounds)} rounds of ${String(door.events)} events of ${String(door.customers)} customers in batches of 100: accepted, and applied to
facts by the relay, ${spread(door.perSecond.perennial, 0)} events a second; a bare Fastify with one insert of many rows, which looks at nothing, keeps ${spread(door.perSecond.bare, 0)}
(${spread(door.ratio, 3)} of it).

${previewsText(previewed)}`;
}
