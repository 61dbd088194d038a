import type { EffectOutcome, EventRecord, Sent } from '../engine';
import { EVERYTHING } from './forks';
import { fresh, leave } from './fresh';

/** Is told what the author's code reads of an outcome. */
export interface Reader {
  read(what: string): void;
}

/** A send's outcome as the author is given it. The engine is given the plain one. */
class WatchedSent {
  readonly #sent: Sent;
  readonly #reader: Reader;

  constructor(sent: Sent, reader: Reader) {
    this.#sent = sent;
    this.#reader = reader;
  }

  get status(): string {
    this.#reader.read('status');
    return this.#sent.status;
  }

  get channel(): string | undefined {
    this.#reader.read('channel');
    return 'channel' in this.#sent ? this.#sent.channel : undefined;
  }

  get reason(): string | undefined {
    this.#reader.read('reason');
    return 'reason' in this.#sent ? this.#sent.reason : undefined;
  }

  get message(): string | undefined {
    return 'message' in this.#sent ? this.#sent.message : undefined;
  }

  toJSON(): Sent {
    this.#reader.read(EVERYTHING);
    return this.#sent;
  }

  static plain(sent: unknown): unknown {
    return sent instanceof WatchedSent ? sent.#sent : sent;
  }
}

export const plainSent = (sent: Sent): Sent => WatchedSent.plain(sent) as Sent;
export const watchedSent = (sent: Sent, reader: Reader): Sent =>
  new WatchedSent(sent, reader) as unknown as Sent;

/** Tells each field that is read; where all are looked at, everything. */
class Watching implements ProxyHandler<object> {
  constructor(private readonly reader: Reader) {}

  get(target: object, field: string | symbol): unknown {
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

const watchedFields = <T extends object>(value: T, reader: Reader): T =>
  leave(new Proxy(value, new Watching(reader) as ProxyHandler<T>));

export const watchedOutcome = (outcome: EffectOutcome, reader: Reader): EffectOutcome =>
  watchedFields(outcome, reader);

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
