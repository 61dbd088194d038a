import { catalog as shopCatalog, type ShopCatalog } from '../../catalog';
import type { Instant } from '../../engine';
import { checkZone } from '../../gate';
import { nearest } from '../nearest';
import { Dates } from './dates';
import {
  checked,
  type BadLine,
  type CheckedEvent,
  type History,
  type PastEvent,
  type Profile,
} from './history';
import { readMessage } from './messages';
import { Properties, readingOf, USUAL_EVENT, type Columns, type Reading, type Row } from './rows';

export interface ReaderOptions {
  /** As errors name it. */
  readonly file: string;
  /** The shop's. */
  readonly catalog?: ShopCatalog;
  /** IANA zone of dates without an offset. The shop's. */
  readonly zone?: string;
  readonly columns?: Columns;
}

/** A line with blanks between: id, date, number of discs, dollars; the sample has its own id second. */
const CDNOW = /^(\S+)(?: (\d{1,4}))? +(\d{8}) +(\d+) +(-?\d+(?:\.\d+)?)$/;
const NO_AMOUNT = 'no column says for how much: name it with --amount';
const NO_DATE = 'not a date: write yyyy-mm-dd, yyyymmdd, or an ISO 8601 instant';

/** Reads a history line by line, and keeps account of those that it cannot use. Lines count from 1. */
export class HistoryReader {
  readonly #catalog: ShopCatalog;
  readonly #dates: Dates;
  readonly #properties: Properties;
  readonly #events: CheckedEvent[] = [];
  readonly #profiles = new Map<string, Profile>();
  readonly #bad: BadLine[] = [];
  readonly #unknown: Record<string, number> = {};
  readonly #ids = new Set<string>();
  #duplicates = 0;
  #reading: Reading | undefined;

  /** @throws PermanentError `ZONE_UNKNOWN` */
  constructor(private readonly options: ReaderOptions) {
    this.#catalog = options.catalog ?? shopCatalog;
    this.#dates = new Dates(checkZone(options.zone ?? this.#catalog.shop.timeZone));
    this.#properties = new Properties(this.#catalog);
  }

  /** Why there is no event in what was read. */
  get whyEmpty(): string {
    const [bad] = this.#bad;
    const [name] = Object.keys(this.#unknown);
    if (bad) return `line ${String(bad.line)}: ${bad.problem}`;
    if (name === undefined) return 'it is empty';
    const meant = nearest(name, Object.keys(this.#catalog.events));
    return `'${name}' is no event${meant === undefined ? '' : `; did you mean '${meant}'?`}`;
  }

  bad(line: number, problem: string): void {
    this.#bad.push({ line, problem });
  }

  /** The names of a table's columns. @throws PermanentError `HISTORY_INVALID` */
  head(names: readonly string[]): void {
    const { file, columns } = this.options;
    this.#reading = readingOf(file, names, columns ?? {});
  }

  /** A row of a table whose head was read. */
  row(line: number, fields: Readonly<Record<string, string>>): void {
    const reading = this.#reading;
    if (!reading) return this.bad(line, 'no head before it');
    const { customer, date, event, everyEvent, amount } = reading;
    this.#row(line, {
      customer: (fields[customer] ?? '').trim(),
      date: (fields[date] ?? '').trim(),
      event: (everyEvent ?? fields[event ?? ''] ?? '').trim(),
      ...(amount !== undefined && { amount: fields[amount] ?? '' }),
      fields,
    });
  }

  /** A line of the CDNOW files; a head is passed over. */
  cdnow(line: number, text: string): void {
    const trimmed = text.trim();
    if (trimmed === '' || (line === 1 && /^[a-z_]+( |$)/i.test(trimmed))) return;
    const [, customer, , date, , amount] = CDNOW.exec(trimmed) ?? [];
    if (customer === undefined || date === undefined || amount === undefined) {
      return this.bad(line, 'not id, date (yyyymmdd), number and amount with blanks between');
    }
    const { event = USUAL_EVENT } = this.options.columns ?? {};
    this.#row(line, { customer, date, event, amount, fields: {} });
  }

  /** A line of JSON, as the tracking API takes it. */
  message(line: number, text: string): void {
    if (text.trim() === '') return;
    const said = readMessage(text);
    if ('problem' in said) return this.bad(line, said.problem);
    const { customer, id, profile, date, happened } = said;
    const at = date === undefined ? undefined : this.#dates.instant(date);
    if (date !== undefined && at === undefined) return this.bad(line, NO_DATE);
    if (id !== undefined && this.#ids.has(id)) {
      this.#duplicates++;
      return;
    }
    if (id !== undefined) this.#ids.add(id);
    this.#know(customer, profile, at);
    if (happened && at !== undefined) this.#event(line, { customer, at, ...happened });
  }

  done(): History {
    return {
      events: this.#events.sort((a, b) => a.at - b.at),
      profiles: this.#profiles,
      bad: this.#bad,
      unknown: this.#unknown,
      duplicates: this.#duplicates,
    };
  }

  /** A word on consents counts from when it was given. */
  #know(customer: string, { consents = [], ...profile }: Profile, at: Instant | undefined): void {
    if (Object.keys(profile).length + consents.length === 0) return;
    const before = this.#profiles.get(customer);
    const told = consents.map((word) => ({ ...word, ...(at !== undefined && { at }) }));
    const words = [...(before?.consents ?? []), ...told];
    this.#profiles.set(customer, {
      ...before,
      ...profile,
      ...(words.length > 0 && { consents: words }),
    });
  }

  #row(line: number, row: Row): void {
    const { customer, date, event } = row;
    if (customer === '') return this.bad(line, 'no customer');
    if (event === '') return this.bad(line, 'no event');
    const at = this.#dates.instant(date);
    if (at === undefined) return this.bad(line, NO_DATE);
    if (this.#properties.lacksAmount(row)) return this.bad(line, NO_AMOUNT);
    this.#event(line, { customer, at, event, properties: this.#properties.of(row, line) });
  }

  #event(line: number, one: PastEvent): void {
    if (!Object.hasOwn(this.#catalog.events, one.event)) {
      this.#unknown[one.event] = (this.#unknown[one.event] ?? 0) + 1;
      return;
    }
    const [event] = checked(this.#catalog, [one]);
    if (!event) return;
    if (event.problems.length > 0)
      this.bad(line, `does not fit ${one.event}: ${event.problems.join('; ')}`);
    else this.#events.push(event);
  }
}
