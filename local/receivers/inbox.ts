import { createHash } from 'node:crypto';
import PostalMime from 'postal-mime';
import { isForgotten, type Journal, type Received } from './journal';

/** A message as a person reads it. */
export interface InboxMessage {
  /** Its place in the order of arrival, from 0. */
  readonly number: number;
  readonly kind: Received['kind'];
  readonly id: string;
  readonly at: string;
  readonly from: string;
  readonly to: string;
  /** Stands for `to` in a URL. */
  readonly person: string;
  /** Empty for an SMS. */
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** The first words of it. */
  readonly preview: string;
}

export interface Person {
  /** Stands for the address in a URL. */
  readonly id: string;
  readonly to: string;
  readonly count: number;
  readonly newest: InboxMessage;
}

export interface Inbox {
  /** Newest first. */
  messages(filter: { readonly person?: string; readonly limit: number }): Promise<InboxMessage[]>;
  /** What came in after the message of that number, in order. */
  since(number: number, limit: number): Promise<InboxMessage[]>;
  message(number: number): Promise<InboxMessage | undefined>;
  /** Whoever received something, the newest first. */
  people(limit: number): Promise<Person[]>;
  readonly count: number;
}

const PREVIEW = 120;

const previewOf = (text: string): string => {
  const words = text.replace(/\s+/g, ' ').trim();
  return words.length > PREVIEW ? `${words.slice(0, PREVIEW - 1)}…` : words;
};

/** An address never stands in a URL. */
const personOf = (address: string): string =>
  createHash('sha256').update(address).digest('base64url').slice(0, 16);

/** Mails are parsed when someone looks at them, and once. */
export function createInbox(journal: Journal): Inbox {
  const parsed = new Map<number, InboxMessage>();

  async function at(number: number): Promise<InboxMessage | undefined> {
    const record = journal.all()[number];
    if (!record || isForgotten(record)) return undefined;
    const known = parsed.get(number);
    if (known) return known;
    const message = await parse(record, number);
    parsed.set(number, message);
    return message;
  }

  async function each(numbers: readonly number[]): Promise<InboxMessage[]> {
    const messages: InboxMessage[] = [];
    for (const number of numbers) {
      const message = await at(number);
      if (message) messages.push(message);
    }
    return messages;
  }

  return {
    get count() {
      return journal.all().filter((record) => !isForgotten(record)).length;
    },
    message: at,
    since: (number, limit) => {
      const left = Math.min(limit, journal.all().length - number - 1);
      return each(Array.from({ length: Math.max(0, left) }, (_, index) => number + 1 + index));
    },
    messages: ({ person, limit }) => {
      const numbers: number[] = [];
      const records = journal.all();
      for (let number = records.length - 1; number >= 0 && numbers.length < limit; number--) {
        const { to = '' } = records[number] ?? {};
        if (to !== '' && (person === undefined || personOf(to) === person)) numbers.push(number);
      }
      return each(numbers);
    },
    people: async (limit) => {
      const byAddress = new Map<string, { count: number; newest: number }>();
      journal.all().forEach((record, number) => {
        if (isForgotten(record)) return;
        const { to } = record;
        byAddress.set(to, { count: (byAddress.get(to)?.count ?? 0) + 1, newest: number });
      });
      const newestFirst = [...byAddress]
        .sort(([, a], [, b]) => b.newest - a.newest)
        .slice(0, limit);
      const messages = await each(newestFirst.map(([, { newest }]) => newest));
      return newestFirst.flatMap(([to, { count }], index) => {
        const newest = messages[index];
        return newest ? [{ id: personOf(to), to, count, newest }] : [];
      });
    },
  };
}

async function parse(record: Received, number: number): Promise<InboxMessage> {
  const { kind, id, at, from, to } = record;
  const head = { number, kind, id, at, from, to, person: personOf(to) };
  if (record.kind === 'sms') {
    return { ...head, subject: '', text: record.body, html: '', preview: previewOf(record.body) };
  }
  const mail = await PostalMime.parse(Buffer.from(record.raw, 'base64'));
  const text = mail.text ?? '';
  return {
    ...head,
    from: mail.from?.name ? `${mail.from.name} <${mail.from.address ?? from}>` : from,
    subject: mail.subject ?? '',
    text,
    html: mail.html ?? '',
    preview: previewOf(text),
  };
}
