import type { z } from 'zod';
import type { ShopCatalog } from '../../catalog';
import { PermanentError, type Json } from '../../engine';

/** Which columns of a table say what. */
export interface Columns {
  readonly customer?: string;
  readonly date?: string;
  /** A column, or the name of an event that every row is. */
  readonly event?: string;
  readonly amount?: string;
}

/** What one row says. */
export interface Row {
  readonly customer: string;
  readonly date: string;
  readonly event: string;
  readonly amount?: string;
  /** Columns by name. */
  readonly fields: Readonly<Record<string, string>>;
}

export const USUAL_EVENT = 'Order Completed';

const USUAL: Readonly<Record<'customer' | 'date' | 'amount', readonly string[]>> = {
  customer: ['customer', 'customer_id', 'customerid', 'user_id', 'userid', 'user', 'id'],
  date: ['date', 'timestamp', 'time', 'at', 'ordered_at', 'order_date', 'created_at'],
  amount: ['amount', 'total', 'value', 'dollar_value', 'revenue', 'price'],
};

/** How a table of this head is read. `undefined`: nothing says it. */
export interface Reading {
  readonly customer: string;
  readonly date: string;
  readonly event: string | undefined;
  readonly everyEvent: string | undefined;
  readonly amount: string | undefined;
}

/** @throws PermanentError `HISTORY_INVALID`, naming the columns there are */
export function readingOf(file: string, head: readonly string[], columns: Columns): Reading {
  const invalid = (problem: string): PermanentError =>
    new PermanentError('HISTORY_INVALID', {
      file,
      problem: `${problem}; its columns are ${head.join(', ')}`,
    });
  const usual = (what: keyof typeof USUAL): string | undefined =>
    USUAL[what].flatMap((name) => head.find((one) => one.toLowerCase() === name) ?? [])[0];
  const asked = (what: keyof typeof USUAL): string | undefined => {
    const column = columns[what];
    if (column === undefined) return usual(what);
    if (head.includes(column)) return column;
    throw invalid(`it has no column '${column}'`);
  };
  const [customer, date] = [asked('customer'), asked('date')];
  if (customer === undefined)
    throw invalid('no column says who the customer is: name it with --customer');
  if (date === undefined) throw invalid('no column says when: name it with --date');
  const { event = 'event' } = columns;
  const isColumn = head.includes(event);
  const everyEvent = isColumn ? undefined : (columns.event ?? USUAL_EVENT);
  return {
    customer,
    date,
    event: isColumn ? event : undefined,
    everyEvent,
    amount: asked('amount'),
  };
}

type Fill = (row: Row, line: number) => Json | undefined;

const AMOUNTS = ['total', 'amount', 'value', 'revenue'];
const fits = (schema: z.ZodType, value: unknown): boolean => schema.safeParse(value).success;

/** A cell as the field wants it: as it is, as a number, as JSON. */
function converted(schema: z.ZodType, text: string): Json | undefined {
  if (text === '' && fits(schema, undefined)) return undefined;
  if (fits(schema, text)) return text;
  const number = text.trim() === '' ? Number.NaN : Number(text);
  if (fits(schema, number)) return number;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

/** How a field that no column fills is filled: a list is empty, an id is the line's; others are left out. */
function unfilled(field: string, schema: z.ZodType): Fill {
  if (fits(schema, undefined)) return () => undefined;
  if (fits(schema, [])) return () => [];
  if (field.endsWith('_id') && fits(schema, 'line 1')) return (_, line) => `line ${String(line)}`;
  return () => undefined;
}

/** Makes properties of rows, as each event's schema wants them. */
export class Properties {
  readonly #plans = new Map<string, readonly (readonly [string, Fill])[]>();

  constructor(private readonly catalog: ShopCatalog) {}

  of(row: Row, line: number): Record<string, Json> {
    const properties: Record<string, Json> = {};
    for (const [field, fill] of this.#plan(row)) {
      const value = fill(row, line);
      if (value !== undefined) properties[field] = value;
    }
    return properties;
  }

  /** Whether the event wants an amount and no column is known to hold it. */
  lacksAmount({ event, amount, fields }: Row): boolean {
    if (amount !== undefined || !Object.hasOwn(this.catalog.events, event)) return false;
    const shape = this.catalog.events[event]?.schema.shape ?? {};
    const field = AMOUNTS.find((name) => Object.hasOwn(shape, name));
    if (field === undefined || Object.hasOwn(fields, field)) return false;
    return !fits(shape[field] as z.ZodType, undefined);
  }

  #plan(row: Row): readonly (readonly [string, Fill])[] {
    const known = this.#plans.get(row.event);
    if (known) return known;
    const { events } = this.catalog;
    const shape = Object.hasOwn(events, row.event) ? events[row.event]?.schema.shape : undefined;
    const all = Object.entries(shape ?? {}).map(([field, schema]): [string, z.ZodType] => [
      field,
      schema as z.ZodType,
    ]);
    const amount = AMOUNTS.find((name) => all.some(([field]) => field === name));
    const plan = all.map(([field, schema]): [string, Fill] => {
      if (field === amount && row.amount !== undefined) {
        return [field, (one) => converted(schema, one.amount ?? '')];
      }
      if (Object.hasOwn(row.fields, field)) {
        return [field, (one) => converted(schema, one.fields[field] ?? '')];
      }
      return [field, unfilled(field, schema)];
    });
    this.#plans.set(row.event, plan);
    return plan;
  }
}
