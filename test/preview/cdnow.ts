import { readFileSync } from 'node:fs';
import { PGlite } from '@electric-sql/pglite';
import { HistoryReader, type History } from '../../preview';

/** A CDNOW file as the command reads it. */
export function historyOf(file: string, zone = 'UTC'): History {
  const reader = new HistoryReader({ file, zone });
  for (const [index, line] of readFileSync(file, 'utf8').split('\n').entries()) {
    reader.cdnow(index + 1, line);
  }
  return reader.done();
}

/** Times that a customer had ordered nothing on so many days after an order. */
export interface Silences {
  all: number;
  /** Of them, those that have so many days after them in the file. */
  told: number;
  ordered: number;
}

export interface Walk {
  entered: number;
  tooSoon: number;
  small: number;
  large: number;
  converted: number;
}

/** Silences, `quiet` days after an order; the end of both files is a date of the files themselves. */
const QUIET = (quiet: number): string => `
  last as (select date '1998-06-30' as day),
  gaps as (select customer, day, lead(day) over (partition by customer order by day) as next from orders),
  silences as (select customer, day + ${quiet} as entry, next from gaps
    where day + ${quiet} <= (select day from last) and (next is null or next > day + ${quiet}))`;

/** The same file as a table of days with an order, and what SQL alone says of it. */
export class Orders {
  private constructor(private readonly db: PGlite) {}

  static async read(file: string): Promise<Orders> {
    const db = await PGlite.create();
    await db.exec('create table raw (line text); create table orders (customer int, day date);');
    await db.query("insert into raw select regexp_split_to_table($1, E'\\r?\\n')", [
      readFileSync(file, 'utf8'),
    ]);
    // The number of the customer, of the master file or of the sample, comes first; the date has eight digits.
    await db.exec(`insert into orders
      select distinct (regexp_match(line, '^ *(\\d+) '))[1]::int, to_date((regexp_match(line, ' (\\d{8}) '))[1], 'YYYYMMDD')
      from raw where line ~ ' \\d{8} '`);
    return new Orders(db);
  }

  async #row<T>(query: string): Promise<T> {
    const { rows } = await this.db.query<T>(query);
    return rows[0] as T;
  }

  async customers(): Promise<number> {
    const { count } = await this.#row<{ count: number }>(
      'select count(distinct customer)::int as count from orders',
    );
    return count;
  }

  silences(quiet: number, window: number): Promise<Silences> {
    return this.#row(`with ${QUIET(quiet)},
      told as (select * from silences where entry + ${window} <= (select day from last))
      select (select count(*)::int from silences) as "all", count(*)::int as told,
        count(*) filter (where next <= entry + ${window})::int as ordered from told`);
  }

  /** `win-back` as it ships, with no hold-out and no end to its budgets: by its days alone. */
  winBack(): Promise<Walk> {
    return this.#row(`with recursive ${QUIET(90)},
      entered as (
        (select distinct on (customer) customer, entry, next from silences order by customer, entry)
        union all
        select later.* from entered cross join lateral (
          select customer, entry, next from silences
          where silences.customer = entered.customer and silences.entry >= entered.entry + 180
          order by entry limit 1) later),
      stays as (select *, coalesce(next, 'infinity'::date) as order_at from entered)
      select count(*)::int as entered, (select count(*)::int from silences) - count(*)::int as "tooSoon",
        count(*) filter (where order_at > entry + 7 and entry + 7 <= last.day)::int as small,
        count(*) filter (where order_at > entry + 17 and entry + 17 <= last.day)::int as large,
        count(*) filter (where order_at <= entry + 24)::int as converted
      from stays cross join last`);
  }

  close(): Promise<void> {
    return this.db.close();
  }
}
