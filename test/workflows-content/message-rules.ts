import { offerRecord, productRecord, type RefKind, type ShopCatalog } from '../../catalog';
import {
  DAY,
  specOf,
  type AnyDefinition,
  type Channel,
  type Json,
  type JsonObject,
} from '../../engine';
import {
  compileTemplates,
  messageLinks,
  readTemplates,
  render,
  smsSegments,
  type CompiledTemplates,
  type MessageView,
  type RenderedEmail,
  type RenderedSms,
} from '../../messages';
import { explore } from '../../preview';

const now = Date.UTC(2026, 2, 10, 12);

const issued = { code: 'WXYZ-2345-6789', expiresAt: now + 9 * DAY };
const isRecord = (record: JsonObject | undefined): record is JsonObject => record !== undefined;

const nobody: MessageView['customer'] = { traits: {}, locale: null, timeZone: null };
const customers: Record<string, MessageView['customer']> = {
  'of whom nothing is known': nobody,
  'with a name': {
    traits: { firstName: 'Ada', lastName: 'Ortiz' },
    locale: 'en-US',
    timeZone: 'America/Chicago',
  },
  'with an odd name': {
    traits: { firstName: '<b>"O\'Neil" & {{x}}</b>' },
    locale: 'en-GB',
    timeZone: 'Europe/London',
  },
  'with an empty name': {
    traits: { firstName: ' ' },
    locale: 'xx_bad_locale',
    timeZone: 'No/Zone',
  },
  'who reads Urdu': { traits: { firstName: 'عائشہ' }, locale: 'ur-PK', timeZone: 'Asia/Karachi' },
  'who reads German': { traits: {}, locale: 'de', timeZone: 'Europe/Berlin' },
};

/** A shop whose messages are looked at. */
interface Written {
  readonly catalog: ShopCatalog;
  readonly journeys: readonly AnyDefinition[];
  /** Of templates. */
  readonly folders: readonly string[];
}

/** What holds for every message: it can be sent to anybody, it is short enough, and some journey sends it. */
export function messageRules({ catalog, journeys, folders }: Written): void {
  const specs = journeys.map(specOf);
  /** Every record that a reference can stand for. */
  const records: Record<RefKind, JsonObject[]> = {
    offer: Object.keys(catalog.offers)
      .map((offer) => offerRecord(catalog, { ...issued, offer }))
      .filter(isRecord),
    product: Object.keys(catalog.products)
      .map((id) => productRecord(catalog, id))
      .filter(isRecord),
    customer: [],
  };

  /** Props of a template, one set for each record of its references. */
  function propsOf(name: string): JsonObject[] {
    const refs = Object.entries(catalog.templates[name]?.refs ?? {});
    const many = Math.max(1, ...refs.map(([, kind]) => records[kind].length));
    return Array.from({ length: many }, (_, i) =>
      Object.fromEntries(
        refs.map(([prop, kind]): [string, Json] => {
          const record = records[kind][i % records[kind].length];
          if (!record) throw new Error(`no sample of ${kind}`);
          return [prop, prop.endsWith('s') ? records[kind] : record];
        }),
      ),
    );
  }

  /** Entry events of the journey that sends it, in each of their samples. */
  function eventsOf(name: string): MessageView['event'][] {
    const spec = specs.find(({ id }) => name.startsWith(`${id}/`));
    return (spec?.on ?? []).flatMap(({ event }) =>
      Object.values(catalog.events[event]?.samples ?? {}).map((sample) => ({
        name: event,
        at: new Date(now).toISOString(),
        properties: sample as JsonObject,
      })),
    );
  }

  let templates: CompiledTemplates;
  beforeAll(async () => {
    const sources = await Promise.all(folders.map(readTemplates));
    templates = await compileTemplates(Object.assign({}, ...sources), catalog);
  });

  const messages = Object.entries(catalog.templates).flatMap(([name, { channels }]) =>
    channels.map((channel) => [name, channel] as const),
  );

  const kindOf = (name: string): string =>
    catalog.topics[catalog.templates[name]?.topic ?? '']?.kind ?? '';

  /** A message in every sample of its props and its event. */
  function everyForm(
    name: string,
    channel: Channel,
    customer: MessageView['customer'],
  ): (RenderedEmail | RenderedSms)[] {
    const { topic } = catalog.templates[name] ?? { topic: '' };
    const links = messageLinks({
      secret: 's',
      publicUrl: 'https://go.example.com',
      customer: 'c'.repeat(26),
      topic,
      message: 'm'.repeat(26),
    });
    const forms = eventsOf(name).flatMap((event) =>
      propsOf(name).map((props) =>
        render(templates, name, channel, { customer, event, props, links }),
      ),
    );
    expect(forms.length).toBeGreaterThan(0);
    return forms;
  }

  describe.each(Object.entries(customers))('a customer %s', (_, customer) => {
    it.each(messages)('can be sent %s by %s', (name, channel) => {
      for (const form of everyForm(name, channel, customer)) {
        const parts = form.channel === 'email' ? [form.subject, form.text, form.html] : [form.body];
        for (const part of parts) {
          expect(part.trim()).not.toBe('');
          expect(part).not.toMatch(/undefined|\[object|NaN|Invalid Date|\{\{(?!x\}\})/);
        }
        const asked = kindOf(name) !== 'transactional';
        if (form.channel === 'email') {
          // What concerns an order comes whatever was said, and so it must not seem to offer a way out.
          const wayOut = 'https://go.example.com/unsubscribe/';
          expect([form.html.includes(wayOut), form.text.includes(wayOut)]).toEqual([asked, asked]);
          expect(form.text).toContain(catalog.shop.address);
          expect(form.html).not.toContain('<b>"O\'Neil"');
        } else expect(/\bSTOP\b/.test(form.body)).toBe(asked);
      }
    });
  });

  describe('every message', () => {
    const readers = [nobody, { ...nobody, locale: 'ur-PK', timeZone: 'Asia/Karachi' }];

    it.each(messages)('%s by %s is as short as its channel asks', (name, channel) => {
      for (const form of readers.flatMap((reader) => everyForm(name, channel, reader))) {
        if (form.channel === 'sms') {
          expect(smsSegments(form.body)).toMatchObject({ encoding: 'GSM-7', segments: 1 });
        } else {
          expect(form.subject.length).toBeLessThanOrEqual(70);
          // Mail programs cut what is longer.
          expect(Buffer.byteLength(form.html)).toBeLessThan(100 * 1024);
        }
      }
    });

    it.each(messages.filter(([, channel]) => channel === 'email'))(
      '%s by %s says in text what it says in HTML',
      (name, channel) => {
        for (const form of everyForm(name, channel, nobody)) {
          if (form.channel !== 'email') continue;
          const visible = form.html.slice(form.html.indexOf('<body'));
          const links = [...visible.matchAll(/href="([^"]+)"/g)].map(([, href]) => href ?? '');
          const shown = links.filter((href) => href !== catalog.shop.url);
          const wayOut = kindOf(name) === 'transactional' ? 0 : 1;
          expect(shown.length).toBeGreaterThan(wayOut);
          for (const link of shown) expect(form.text).toContain(link.replaceAll('&#x3D;', '='));
          const code = /WXYZ-2345-6789/;
          expect(code.test(form.text)).toBe(code.test(visible));
        }
      },
    );

    it.each(messages)('%s by %s names fields that every entry event has', (name, channel) => {
      const { email, sms } = templates.messages.get(name) ?? {};
      const parts = channel === 'email' ? Object.values(email ?? {}) : Object.values(sms ?? {});
      const named = parts.flatMap(({ variables }) => [...variables.values()]);
      const fields = named
        .filter((one) => one.startsWith('event.'))
        .map((one) => one.split('.')[1]);
      for (const event of eventsOf(name)) {
        const declared = Object.keys(catalog.events[event.name]?.schema.shape ?? {});
        expect([...declared, 'name', 'at']).toEqual(expect.arrayContaining(fields));
      }
    });

    it('is sent on some way through a journey, and what a journey sends is there', async () => {
      const sent = new Set<string>();
      for (const journey of journeys) {
        const { paths } = await explore(journey, { catalog });
        for (const { step } of paths.flatMap(({ trace }) => trace.steps)) {
          if (step.includes('/')) sent.add(step.replace(/#\d+$/, ''));
        }
      }
      expect([...sent].sort()).toEqual(Object.keys(catalog.templates).sort());
    });
  });

  describe('a blank name is no name', () => {
    it.each(messages.filter(([, channel]) => channel === 'email'))('in %s', (name, channel) => {
      const blank = everyForm(name, channel, customers['with an empty name'] ?? nobody);
      const none = everyForm(name, channel, nobody);
      const subjects = (forms: (RenderedEmail | RenderedSms)[]): string[] =>
        forms.flatMap((form) => (form.channel === 'email' ? form.subject : []));
      expect(subjects(blank).map((subject) => subject[0])).toEqual(
        subjects(none).map((subject) => subject[0]),
      );
    });
  });
}
