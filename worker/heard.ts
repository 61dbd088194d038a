import type { Bell } from '../engine';
import { readEnrollment, type Store } from '../store';
import type { Logger } from '../activities';
import { mend } from './mend';
import type { Runs } from './runs';

/** What `perennial_runs` may carry besides the enrollment's id: what the operator did. */
interface Rung {
  readonly enrollment: string;
  readonly bell?: Omit<Extract<Bell, { kind: 'control' }>, 'kind'> & { readonly id?: string };
}

function parse(payload: string): Rung {
  if (!payload.startsWith('{')) return { enrollment: payload };
  const { enrollment, ...bell } = JSON.parse(payload) as { enrollment: string } & NonNullable<
    Rung['bell']
  >;
  return bell.action === undefined ? { enrollment } : { enrollment, bell };
}

/**
 * A row was changed: its run is to look. An enrollment's id, or JSON `{ enrollment, action, step?, id? }`.
 * @returns whether it is yet to be started, which is the relay's
 */
export async function ringOne(
  deps: { store: Store; runs: Runs; log: Logger },
  payload: string,
): Promise<boolean> {
  const { enrollment, bell } = parse(payload);
  const run = await readEnrollment(deps.store.db, enrollment);
  if (run?.state === 'starting') return true;
  if (run?.state !== 'running') return false;
  const action = run.verdict === null ? 'resume' : 'end';
  const heard = await deps.runs.ring(
    { journey: run.journey, enrollment },
    { kind: 'control', ...(bell ?? { action }) },
  );
  return !heard && (await mend(deps, run)) === 'restarted';
}
