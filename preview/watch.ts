import type { EffectOutcome, EventRecord, Sent } from '../engine';
import { EVERYTHING } from './forks';
import { fresh, leave } from './fresh';

/** Is told what the author's code reads of an outcome. */
export interface Reader {
  read(what: string): void;
}

const PLAIN = Symbol('plain');

/** Tells each field that is read; where all are looked at, everything. */
class Watching implements ProxyHandler<object> {
  constructor(protected readonly reader: Reader) {}

  get(target: object, field: string | symbol): unknown {
    if (field === PLAIN) return target;
    // A promise looks whether what it is given is one.
    if (typeof field !== 'string' || field === 'then') return undefined;
    this.reader.read(field);
    return fresh((target as Record<string, unknown>)[field]);
  }

  has(target: object, field: string | symbol): boolean {
    this.reader.read(String(field));
    return field in target;
  }

  ownKeys(target: object): (string | symbol)[] {
    this.reader.read(EVERYTHING);
    return Reflect.ownKeys(target);
  }
}

/** Which fields an outcome has tells its status. */
class WatchingOutcome extends Watching {
  override has(target: object, field: string | symbol): boolean {
    this.reader.read('status');
    return field in target;
  }
}

const watchedFields = <T extends object>(value: T, reader: Reader): T =>
  leave(new Proxy(value, new Watching(reader) as ProxyHandler<T>));

/** What came of a send or an effect, as the author is given it. */
export const watchedOutcome = <T extends Sent | EffectOutcome>(outcome: T, reader: Reader): T =>
  leave(new Proxy(outcome, new WatchingOutcome(reader) as ProxyHandler<T>));

/** As the engine is given it. */
export const plainSent = (sent: Sent): Sent =>
  (sent as Sent & { readonly [PLAIN]?: Sent })[PLAIN] ?? sent;

/** Tells that its name is read. */
class WatchingName implements ProxyHandler<EventRecord> {
  constructor(private readonly reader: Reader) {}

  get(event: EventRecord, field: string | symbol): unknown {
    if (field === 'name') this.reader.read(field);
    return event[field as keyof EventRecord];
  }
}

/** The entry event: one of several names may have come. */
export const watchedEntry = (
  { name, id, at, properties }: EventRecord,
  reader: Reader,
): EventRecord =>
  new Proxy(
    { name, id, at, properties: watchedFields(properties, reader) },
    new WatchingName(reader),
  );

/** An event that a wait took: what it holds tells that it is read. */
export const watchedEvent = (event: EventRecord, reader: Reader): EventRecord => ({
  ...event,
  properties: watchedFields(event.properties, reader),
});
