import { Analytics } from '@segment/analytics-node';
import { messageIdsOf, type Happening } from './script';

/** What came of the events that were sent. */
export interface Sent {
  /** Message ids that the api has answered for, in order. */
  readonly accepted: readonly string[];
  /** Those it did not answer for, with why. */
  readonly failed: readonly { readonly messageId: string; readonly why: string }[];
}

export interface SenderSettings {
  readonly host: string;
  readonly writeKey: string;
  /** Message ids that were answered for before: they are not sent again. */
  readonly before: ReadonlySet<string>;
  /** Told of each batch as soon as it was answered for. */
  noted(messageIds: readonly string[]): void;
}

/** More at once than the client would ever hold back: what is due goes in one batch. */
const BATCH = 250;

/**
 * The shop: tells of what happens there through the official Segment client. The client stamps each event with its own
 * time, and the api mends that by the time of sending: they happen as they are sent.
 */
export class Sender {
  readonly #client: Analytics;
  readonly #accepted: string[] = [];
  readonly #failed: { messageId: string; why: string }[] = [];
  /** The client flushes for one at a time. */
  #last: Promise<void> = Promise.resolve();

  constructor(private readonly settings: SenderSettings) {
    const { host, writeKey, before } = settings;
    this.#client = new Analytics({ host, writeKey, flushAt: 2 * BATCH });
    this.#accepted.push(...before);
  }

  get sent(): Sent {
    return { accepted: this.#accepted, failed: this.#failed };
  }

  /** Resolves once the api has answered for them, or the client has given them up. */
  async send(happenings: readonly Happening[]): Promise<void> {
    const calls = happenings.flatMap(callsFor).filter(({ id }) => !this.settings.before.has(id));
    for (let from = 0; from < calls.length; from += BATCH) {
      await this.#inTurn(calls.slice(from, from + BATCH));
    }
  }

  /** A link in a mail was clicked, as whoever carries the mail would tell. */
  clicked(userId: string, message: string, link: string): Promise<void> {
    const id = `${message}-clicked`;
    if (this.settings.before.has(id)) return Promise.resolve();
    const properties = { message, link };
    return this.#inTurn([
      {
        id,
        call: (client, messageId, done) =>
          client.track({ userId, event: 'Email Clicked', properties, messageId }, done),
      },
    ]);
  }

  close(): Promise<void> {
    return this.#client.closeAndFlush({ timeout: 5_000 });
  }

  #inTurn(calls: readonly Call[]): Promise<void> {
    return (this.#last = this.#last.then(() => this.#batch(calls)));
  }

  async #batch(calls: readonly Call[]): Promise<void> {
    const answered: string[] = [];
    const waiting = calls.map(
      ({ id, call }) =>
        new Promise<void>((resolve) => {
          call(this.#client, id, (error) => {
            if (error === undefined) answered.push(id);
            else this.#failed.push({ messageId: id, why: reasonOf(error) });
            resolve();
          });
        }),
    );
    await this.#client.flush();
    await Promise.all(waiting);
    if (answered.length > 0) this.settings.noted(answered);
    this.#accepted.push(...answered);
  }
}

/** As the client calls back; its type is not exported. */
type Done = NonNullable<Parameters<Analytics['track']>[1]>;

interface Call {
  readonly id: string;
  call(client: Analytics, messageId: string, done: Done): void;
}

const NAMES = {
  order: 'Order Completed',
  delivery: 'Order Delivered',
  cancellation: 'Order Cancelled',
} as const;

/** A sign-up says who it is before it says that it signed up. */
function callsFor(happening: Happening): Call[] {
  const { userId, firstName, lastName, email, phone, locale, timeZone, offers } = happening.person;
  const [first = '', second = ''] = messageIdsOf(happening);
  if (happening.kind !== 'sign-up') {
    const { kind, properties } = happening;
    return [
      {
        id: first,
        call: (client, messageId, done) =>
          client.track({ userId, event: NAMES[kind], properties, messageId }, done),
      },
    ];
  }
  const traits = { firstName, lastName, email, phone, consents: { offers } };
  const context = { locale, timezone: timeZone };
  return [
    {
      id: first,
      call: (client, messageId, done) =>
        client.identify({ userId, traits, context, messageId }, done),
    },
    {
      id: second,
      call: (client, messageId, done) =>
        client.track(
          { userId, event: 'Signed Up', properties: { source: 'web' }, messageId },
          done,
        ),
    },
  ];
}

const reasonOf = (error: unknown): string =>
  error instanceof Error ? error.message : JSON.stringify(error);
