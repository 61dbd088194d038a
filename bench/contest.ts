import { setTimeout as sleep } from 'node:timers/promises';
import { contextOf, enter, type Entered } from './people';
import { spreadOf, type Spread } from './figures';
import type { Place } from './place';

/** The two that are measured beside each other. */
export type Side = 'perennial' | 'by hand';
const SIDES: readonly Side[] = ['perennial', 'by hand'];
/** Both, the order reversed from round to round. */
export const inTurn = (round: number): readonly Side[] =>
  round % 2 === 0 ? SIDES : [...SIDES].reverse();

export interface Shape {
  readonly journey: 'three-sends' | 'sends-and-waits';
  readonly waits: boolean;
  /** Runs under way at once: few enough for the lane of local sends, so that every history is as short as any. */
  readonly atOnce: number;
}

export interface Contest {
  readonly shape: Shape;
  readonly runsPerSecond: Readonly<Record<Side, Spread>>;
  /** Perennial's runs a second over the other's, round by round. */
  readonly ratio: Spread;
  /** Events in a history, the same in every run. */
  readonly events: Readonly<Record<Side, readonly number[]>>;
}

/** Of every run, of both sides. */
const SENDS = 3;

const workflowId = (side: Side, { enrollment }: Entered): string =>
  side === 'perennial' ? `${enrollment.journey}/${enrollment.id}` : `hand/${enrollment.id}`;

export async function startOne(
  { runs, temporal, handQueue }: Place,
  side: Side,
  one: Entered,
  waits: boolean,
): Promise<void> {
  const { enrollment } = one;
  if (side === 'perennial') {
    const { event } = enrollment;
    return runs.start({ ...contextOf(enrollment), event }, 'Measured');
  }
  await temporal.client.workflow.start('handWritten', {
    workflowId: workflowId(side, one),
    taskQueue: handQueue,
    args: [contextOf(enrollment), waits],
  });
}

export const resultOf = ({ temporal }: Place, side: Side, one: Entered): Promise<unknown> =>
  temporal.client.workflow.getHandle(workflowId(side, one)).result();

/** So many at once, to the last one's end. @returns runs a second */
async function round(place: Place, side: Side, { journey, waits, atOnce }: Shape, count: number) {
  const people = await enter(place, journey, count);
  const before = place.mailbox.taken;
  const began = performance.now();
  const left = [...people];
  const lane = async (): Promise<void> => {
    for (let one = left.pop(); one; one = left.pop()) {
      await startOne(place, side, one, waits);
      await resultOf(place, side, one);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  const took = performance.now() - began;
  // It is told of a little later, by another process.
  await Promise.race([place.mailbox.counted(before + count * SENDS), sleep(2_000)]);
  const mails = place.mailbox.taken - before;
  if (mails !== count * SENDS)
    throw new Error(`${String(mails)} mails of ${String(count)} runs by ${side}`);
  return { perSecond: (count / took) * 1_000, some: people.slice(0, 3) };
}

async function lengthsOf(place: Place, side: Side, people: readonly Entered[]): Promise<number[]> {
  const { temporal } = place;
  return Promise.all(
    people.map(async (one) => {
      const handle = temporal.client.workflow.getHandle(workflowId(side, one));
      return (await handle.fetchHistory()).events?.length ?? 0;
    }),
  );
}

/** Rounds of both sides, one after the other, the order reversed each time. */
export async function contest(
  place: Place,
  shape: Shape,
  { rounds, runs }: { rounds: number; runs: number },
  progress: (line: string) => void,
): Promise<Contest> {
  const figures: Record<Side, number[]> = { perennial: [], 'by hand': [] };
  const events: Record<Side, Set<number>> = { perennial: new Set(), 'by hand': new Set() };
  // What is loaded, compiled and connected the first time belongs to neither.
  for (const side of SIDES) await round(place, side, shape, Math.min(20, runs));
  for (let number = 0; number < rounds; number++) {
    for (const side of inTurn(number)) {
      const { perSecond, some } = await round(place, side, shape, runs);
      figures[side].push(perSecond);
      for (const length of await lengthsOf(place, side, some)) events[side].add(length);
    }
    const at = (side: Side) => (figures[side].at(-1) ?? 0).toFixed(1);
    progress(
      `${shape.journey} ${String(number + 1)}/${String(rounds)}: ${at('perennial')} and ${at('by hand')} runs/s`,
    );
  }
  const ours = figures.perennial;
  return {
    shape,
    runsPerSecond: { perennial: spreadOf(ours), 'by hand': spreadOf(figures['by hand']) },
    ratio: spreadOf(ours.map((one, place) => one / (figures['by hand'][place] ?? Number.NaN))),
    events: { perennial: [...events.perennial], 'by hand': [...events['by hand']] },
  };
}
