import type { EffectOutcome, EventRecord, Sent } from '../engine';
import { EVERYTHING } from './forks';
import { fresh, leave } from './fresh';

/** Is told what the author's code reads of an outcome. */
export type Read = (what: string) => void;

/** A send's outcome as the author is given it. The engine is given the plain one. */
class WatchedSent {
  readonly #sent: Sent;
  readonly #read: Read;

  constructor(sent: Sent, read: Read) {
    this.#sent = sent;
    this.#read = read;
  }

  get status(): string {
    this.#read('status');
    return this.#sent.status;
  }

  get channel(): string | undefined {
    this.#read('channel');
    return 'channel' in this.#sent ? this.#sent.channel : undefined;
  }

  get reason(): string | undefined {
    this.#read('reason');
    return 'reason' in this.#sent ? this.#sent.reason : undefined;
  }

  get message(): string | undefined {
    return 'message' in this.#sent ? this.#sent.message : undefined;
  }

  toJSON(): Sent {
    this.#read(EVERYTHING);
    return this.#sent;
  }

  static plain(sent: unknown): unknown {
    return sent instanceof WatchedSent ? sent.#sent : sent;
  }
}

export const plainSent = (sent: Sent): Sent => WatchedSent.plain(sent) as Sent;
export const watchedSent = (sent: Sent, read: Read): Sent =>
  new WatchedSent(sent, read) as unknown as Sent;

/** Tells each field that is read; where all are looked at, everything. */
function watchedFields<T extends object>(value: T, read: Read): T {
  const proxy = new Proxy(value, {
    get(target, field) {
      // A promise looks whether what it is given is one.
      if (typeof field !== 'string' || field === 'then') return undefined;
      read(field);
      return fresh((target as Record<string, unknown>)[field]);
    },
    has(target, field) {
      read(String(field));
      return field in target;
    },
    ownKeys(target) {
      read(EVERYTHING);
      return Reflect.ownKeys(target);
    },
  });
  return leave(proxy);
}

export const watchedOutcome = (outcome: EffectOutcome, read: Read): EffectOutcome =>
  watchedFields(outcome, read);

/** The entry event: one of several names may have come. */
export const watchedEntry = (event: EventRecord, read: Read): EventRecord => ({
  get name() {
    read('name');
    return event.name;
  },
  id: event.id,
  at: event.at,
  properties: watchedFields(event.properties, read),
});

/** An event that a wait took: what it holds tells that it is read. */
export const watchedEvent = (event: EventRecord, read: Read): EventRecord => ({
  ...event,
  properties: watchedFields(event.properties, read),
});
