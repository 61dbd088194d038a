import { concerns, perOf, type Bell } from '../engine';
import type { Enrollment, EventRow, Wait } from '../store';

/** A run to ring, and with what. One bell is enough: the run asks the store what it means. */
export interface ToRing {
  readonly run: Enrollment;
  readonly bell: Bell;
}

/** What a customer's live runs wait for, and what came. */
export interface Circumstances {
  readonly live: readonly Enrollment[];
  readonly waits: readonly Pick<Wait, 'enrollment' | 'events'>[];
  /** Events that no run was rung for, in order. */
  readonly events: readonly Pick<EventRow, 'id' | 'name' | 'properties' | 'problems'>[];
  /** The field that `per` of a run's journey names. */
  perField(run: Enrollment): string | undefined;
}

/** Which runs an event may mean something to: those that wait for its name and `per` value, and those with a verdict. */
export function bellsFor({ live, waits, events, perField }: Circumstances): ToRing[] {
  const valid = events.filter(({ problems }) => problems === null);
  const awaited = new Map(waits.map(({ enrollment, events: names }) => [enrollment, names]));
  return live
    .filter(({ state }) => state === 'running')
    .flatMap((run): ToRing[] => {
      const per = perOf(perField(run), run.per);
      const meant = valid.findLast(
        ({ name, properties }) => awaited.get(run.id)?.includes(name) && concerns(properties, per),
      );
      if (meant) return [{ run, bell: { kind: 'event', id: meant.id } }];
      // It waits, if for nothing else, for the end that was given to it.
      return run.verdict === null ? [] : [{ run, bell: { kind: 'control', action: 'end' } }];
    });
}
