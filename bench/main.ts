import { cpus } from 'node:os';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { contest, type Shape } from './contest';
import { frontDoor } from './front-door';
import { eventToMail, fromStart } from './latency';
import { openPlace, type Place } from './place';
import { previews } from './previews';
import { markdown, previewsText, type Figures } from './report';

const HELP = `npm run bench -- [--rounds 9] [--runs 60] [--json] [--record]
npm run bench -- --previews [--rounds 9] [--json]

Measures Perennial beside a workflow written by hand over the same deliver, pool, store, connection and worker
options, its front door beside a bare one, and its explorer beside the least that calls a journey's function.
--record writes docs/bench.md. About ten minutes on two cores. --previews measures the explorer alone, without servers.
`;

const SHAPES: readonly Shape[] = [
  { journey: 'three-sends', waits: false, atOnce: 12 },
  { journey: 'sends-and-waits', waits: true, atOnce: 12 },
];
/** By then the server has tidied up after the run before. */
const REST_MS = 300;
const RECORD = join(__dirname, '../docs/bench.md');

const wholeNumber = (text: string): number => {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1) throw new Error(`not a whole number: ${text}`);
  return number;
};

const progress = (line: string): void => void process.stderr.write(`${line}\n`);

async function measure(place: Place, rounds: number, runs: number): Promise<Figures> {
  const contests = [];
  for (const shape of SHAPES)
    contests.push(await contest(place, shape, { rounds, runs }, progress));
  progress('from the start of a run to its first mail');
  const first = [
    await fromStart(place, { rounds, runs: 20, restMs: 0 }),
    await fromStart(place, { rounds, runs: 5, restMs: REST_MS }),
  ];
  progress('from an event over HTTP to its first mail');
  const pace = { count: 300, perSecond: 10 };
  const throughAll = { ...pace, ...(await eventToMail(place, pace)) };
  progress('the front door');
  const load = { rounds: Math.min(rounds, 5), events: 5_000, customers: 500 };
  const door = { ...load, ...(await frontDoor(place, load)) };
  progress('the previews');
  const previewed = await previews(rounds);
  const machine = `${String(cpus().length)} cores, Node ${process.version}`;
  const date = new Date().toISOString().slice(0, 10);
  return { date, machine, rounds, runs, contests, first, throughAll, door, previewed };
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '9' },
      runs: { type: 'string', default: '60' },
      json: { type: 'boolean', default: false },
      previews: { type: 'boolean', default: false },
      record: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return void process.stdout.write(HELP);
  const [rounds, runs] = [wholeNumber(values.rounds), wholeNumber(values.runs)];
  const print = (figures: object, text: string): void =>
    void process.stdout.write(values.json ? `${JSON.stringify(figures, null, 2)}\n` : text);
  if (values.previews) {
    const figures = await previews(rounds);
    return print(figures, previewsText(figures));
  }
  progress('starting PostgreSQL, Temporal and an SMTP server');
  const place = await openPlace();
  try {
    const figures = await measure(place, rounds, runs);
    const text = markdown(figures);
    if (values.record) writeFileSync(RECORD, text);
    print(figures, text);
  } finally {
    await place.close();
  }
}

main().then(
  // The SDK keeps a native handle open.
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(
      `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    process.exit(1);
  },
);
