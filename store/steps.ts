import { sql } from 'kysely';
import type { Instant, Json } from '../engine';
import type { Db } from './database';
import type { EnrollmentsTable } from './schema';

export interface StepRow {
  readonly value: Json;
  /** When it was recorded, ms since epoch, UTC. */
  readonly at: Instant;
  readonly eventId: string | null;
}

export interface NewStep {
  readonly enrollment: string;
  readonly generation: number;
  readonly step: string;
  readonly verb: string;
  readonly value: Json;
  /** The event that a wait took. */
  readonly eventId?: string;
  readonly at: Instant;
}

export async function readStep(
  db: Db,
  enrollment: string,
  generation: number,
  step: string,
): Promise<StepRow | undefined> {
  return db
    .selectFrom('steps')
    .select(['value', 'at', 'event_id as eventId'])
    .where('enrollment', '=', enrollment)
    .where('generation', '=', generation)
    .where('step', '=', step)
    .executeTakeFirst();
}

/** Records an outcome. The first writer wins; the loser gets the winner's row. */
export async function writeStep(tx: Db, step: NewStep): Promise<StepRow & { won: boolean }> {
  const { rows } = await sql<StepRow>`
    insert into steps (enrollment, generation, step, verb, value, event_id, at)
    values (${step.enrollment}, ${step.generation}, ${step.step}, ${step.verb}, ${JSON.stringify(step.value)}::jsonb,
      ${step.eventId ?? null}, ${step.at})
    on conflict (enrollment, generation, step) do nothing
    returning value, at, event_id as "eventId"`.execute(tx);
  const [won] = rows;
  if (won) return { ...won, won: true };
  const winner = await readStep(tx, step.enrollment, step.generation, step.step);
  if (!winner) return writeStep(tx, step);
  return { ...winner, won: false };
}

/** All that a call must know of its run, read in one statement after the customer's lock. */
export interface CallState {
  readonly state: EnrollmentsTable['state'];
  readonly generation: number;
  readonly end: string | null;
  readonly verdict: string | null;
  readonly stuck: boolean;
  /** Until when its step was put off; null: it was not. */
  readonly notBefore: Instant | null;
  /** The run, or its journey. */
  readonly paused: 'run' | 'journey' | null;
  readonly goalEvent: string | null;
  /** Its entry, or when an operator had it told again. */
  readonly begunAt: Instant;
  /** The entry event, and its arrival number. */
  readonly eventId: string;
  readonly eventNumber: number;
  /** The step whose wait is open. */
  readonly waiting: string | null;
  readonly step: StepRow | null;
}

/** @returns undefined where there is no such enrollment */
export async function readCall(
  tx: Db,
  enrollment: string,
  generation: number,
  step: string,
): Promise<CallState | undefined> {
  const { rows } = await sql<CallState>`
    select e.state, e.generation, e."end", e.verdict, e.stuck is not null as stuck, e.not_before as "notBefore",
      case when e.paused then 'run'
        when exists (select 1 from journey_pauses p where p.journey = e.journey) then 'journey' end as paused,
      e.goal_event as "goalEvent", e.event_id as "eventId", e.event_number as "eventNumber",
      coalesce(e.restarted_at, e.entered_at) as "begunAt", w.step as waiting,
      case when s.step is not null
        then jsonb_build_object('value', s.value, 'at', s.at, 'eventId', s.event_id) end as step
    from enrollments e
    left join steps s on s.enrollment = e.id and s.generation = ${generation} and s.step = ${step}
    left join waits w on w.enrollment = e.id
    where e.id = ${enrollment}`.execute(tx);
  return rows[0];
}
