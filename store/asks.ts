import { sql } from 'kysely';
import type { Db } from './database';
import { newId } from './ids';
import { notify } from './notify';
import type { Wish } from './schema';

/** A wish that its run has not heard of yet. */
export interface OpenWish extends Wish {
  readonly enrollment: string;
  readonly journey: string;
}

/**
 * Notes what an operator asks of a live run, and rings for it once the transaction commits. The
 * latest wish stands.
 */
export async function askRun(
  tx: Db,
  enrollment: string,
  wish: { readonly action: Wish['action']; readonly step?: string | undefined },
): Promise<void> {
  const asked: Wish = { id: newId(), action: wish.action, step: wish.step ?? null };
  await tx
    .updateTable('enrollments')
    .set({ asked: JSON.stringify(asked) })
    .where('id', '=', enrollment)
    .execute();
  await notify(tx, 'runs', [enrollment]);
}

/** Wishes that no run has heard of yet: of one enrollment, or of all. */
export async function openWishes(
  db: Db,
  { enrollment, limit = 1000 }: { enrollment?: string; limit?: number } = {},
): Promise<OpenWish[]> {
  const { rows } = await sql<OpenWish>`
    select e.id as enrollment, e.journey, e.asked ->> 'id' as id, e.asked ->> 'action' as action, e.asked ->> 'step' as step
    from enrollments e
    where e.asked is not null and e.state in ('starting', 'running')
      and (${enrollment ?? null}::text is null or e.id = ${enrollment ?? null}::text)
    order by e.id limit ${limit}`.execute(db);
  return rows;
}

/** The run was rung with this wish, or is gone. A newer wish stays. */
export async function forgetWish(db: Db, enrollment: string, id: string): Promise<void> {
  await sql`
    update enrollments set asked = null where id = ${enrollment} and asked ->> 'id' = ${id}::text`.execute(
    db,
  );
}
