import type { Json } from '../engine';
import type { Course, ForkKind } from './forks';
import type { Played } from './play';
import { traceOf, type Trace } from './trace';
import type { World } from './world';

/** What came of a step of which more than one thing can come. */
export interface Choice {
  readonly step: string;
  readonly kind: ForkKind;
  /** In words: `sent`, `no address`, `Order Completed, one disc`, `nothing`. */
  readonly chose: string;
  /** The first thing that can come of the step: what a story need not tell. */
  readonly plain: boolean;
  readonly value: Json | undefined;
}

/** One way through a journey. */
export interface Path {
  readonly choices: readonly Choice[];
  readonly trace: Trace;
}

/** A path with its place among the others. */
export interface Found {
  readonly indices: readonly number[];
  readonly path: Path;
}

export function found(course: Course, world: World, played: Played): Found {
  const choices = course.taken.map(({ fork, index }) => {
    const option = fork.options[index];
    const { step, kind } = fork;
    return { step, kind, chose: option?.label ?? '', plain: index === 0, value: option?.value };
  });
  return { indices: course.indices, path: { choices, trace: traceOf(world, played) } };
}

/** In the order of the story: at each fork the plain course first. */
export function inOrder({ indices: left }: Found, { indices: right }: Found): number {
  const depth = left.findIndex((index, i) => index !== right[i]);
  return depth < 0 ? left.length - right.length : (left[depth] ?? 0) - (right[depth] ?? 0);
}

/** The step at which most paths leave the plain course. */
export function mostParting(paths: readonly Found[]): string | undefined {
  const counts = new Map<string, number>();
  for (const { path } of paths) {
    for (const { step, plain } of path.choices) {
      if (!plain) counts.set(step, (counts.get(step) ?? 0) + 1);
    }
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}
