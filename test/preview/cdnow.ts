import { readFileSync } from 'node:fs';
import { HistoryReader, type History } from '../../preview';

/** A CDNOW file as the command reads it. */
export function historyOf(file: string, zone = 'UTC'): History {
  const reader = new HistoryReader({ file, zone });
  for (const [index, line] of readFileSync(file, 'utf8').split('\n').entries()) {
    reader.cdnow(index + 1, line);
  }
  return reader.done();
}

/** Days of orders by customer, by nothing but arithmetic on the text: days since 1 January 1970, each day once. */
export function orderDays(file: string): number[][] {
  const days = new Map<string, Set<number>>();
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const date = / (199[78])(\d\d)(\d\d) /.exec(line);
    const customer = /^ ?(\d+) /.exec(line)?.[1];
    if (!date || customer === undefined) continue;
    const day = Date.parse(`${date[1]}-${date[2]}-${date[3]}`) / 86_400_000;
    days.set(customer, (days.get(customer) ?? new Set()).add(day));
  }
  return [...days.values()].map((all) => [...all].sort((a, b) => a - b));
}

/** The last day of both files. */
export const LAST_DAY = Date.parse('1998-06-30') / 86_400_000;

export interface Silences {
  /** Times that a customer had ordered nothing on so many days after an order. */
  all: number;
  /** Of them, those that have so many days after them in the file. */
  told: number;
  ordered: number;
}

/** Silences of more than `quiet` days, and whether an order came within `window` days after the first `quiet` of them. */
export function silences(customers: readonly number[][], quiet: number, window: number): Silences {
  const found = { all: 0, told: 0, ordered: 0 };
  for (const days of customers) {
    for (const [index, day] of days.entries()) {
      const next = days[index + 1] ?? Infinity;
      if (day + quiet > LAST_DAY || next <= day + quiet) continue;
      found.all++;
      if (day + quiet + window > LAST_DAY) continue;
      found.told++;
      if (next <= day + quiet + window) found.ordered++;
    }
  }
  return found;
}

export interface Walk {
  hello: number;
  small: number;
  large: number;
  converted: number;
  tooSoon: number;
  entered: number;
}

/** `win-back` as it ships, with no hold-out and no end to its budgets: by its days alone. */
export function winBackByDays(customers: readonly number[][]): Walk {
  const walk = { hello: 0, small: 0, large: 0, converted: 0, tooSoon: 0, entered: 0 };
  for (const days of customers) {
    let last = -Infinity;
    for (const [index, day] of days.entries()) {
      const next = days[index + 1] ?? Infinity;
      const entry = day + 90;
      if (entry > LAST_DAY || next <= entry) continue;
      if (entry < last + 180) {
        walk.tooSoon++;
        continue;
      }
      last = entry;
      walk.entered++;
      walk.hello++;
      if (next > entry + 7 && entry + 7 <= LAST_DAY) walk.small++;
      if (next > entry + 17 && entry + 17 <= LAST_DAY) walk.large++;
      if (next <= entry + 24 && next <= LAST_DAY) walk.converted++;
    }
  }
  return walk;
}
