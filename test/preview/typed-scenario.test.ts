import fc from 'fast-check';
import { catalog } from '../../catalog';
import { scenarioOfTyped, type Scenario, type Typed } from '../../preview';
import { withOwnIds } from '../../preview/telling/own-ids';

/** Without what is empty. */
function typed(given: Typed): Partial<Scenario> {
  const entries = Object.entries(scenarioOfTyped(given)).filter(
    ([, value]) => Object.keys(value as object).length > 0,
  );
  return Object.fromEntries(entries);
}
const ask = 'feedback-request/ask';

describe('an event as it is typed', () => {
  test.each([
    ['Signed Up', { event: 'Signed Up' }],
    ['Order Completed@3d', { event: 'Order Completed', at: '3 days' }],
    ['Order Completed@3 days', { event: 'Order Completed', at: '3 days' }],
    ['Order Completed@1 day', { event: 'Order Completed', at: '1 days' }],
    ['Order Completed @ 90m', { event: 'Order Completed', at: '90 minutes' }],
    ['Order Completed@+6h', { event: 'Order Completed', at: '6 hours' }],
    ['Order Completed@1.5w', { event: 'Order Completed', at: '1.5 weeks' }],
    ['Order Completed@0d', { event: 'Order Completed' }],
    ['Order Completed:three discs@3d', { sample: 'three discs', at: '3 days' }],
    ['Order Completed: three discs', { event: 'Order Completed', sample: 'three discs' }],
    [`Survey Responded:unhappy@${ask}+1h`, { sample: 'unhappy', of: ask, after: '1 hours' }],
    [`Survey Responded:happy@${ask}`, { event: 'Survey Responded', sample: 'happy', of: ask }],
    [`Survey Responded:happy@${ask}#2 + 5m`, { of: `${ask}#2`, after: '5 minutes' }],
    ['Order Completed@issue-offer#2+1d', { of: 'issue-offer#2', after: '1 days' }],
    ['Order Completed@wait for Order Delivered+1d', { of: 'wait for Order Delivered' }],
  ])('%s', (text, event) => {
    expect(typed({ event: [text] })).toEqual({ events: [expect.objectContaining(event)] });
  });

  test('before the start is history', () => {
    expect(typed({ event: ['Order Completed@-90d'] })).toEqual({
      history: [{ event: 'Order Completed', ago: '90 days' }],
    });
  });

  test('of any length comes as long after the start', () => {
    const units = { m: 'minutes', h: 'hours', d: 'days', w: 'weeks' };
    const unit = fc.constantFrom('m', 'h', 'd', 'w' as const);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999_999 }), unit, (count, one) => {
        const { events = [] } = typed({ event: [`Signed Up@${count}${one}`] });
        expect(events).toEqual([{ event: 'Signed Up', at: `${count} ${units[one]}` }]);
      }),
    );
  });
});

describe('what is known of a customer, as it is typed', () => {
  test.each<[Typed, Partial<Scenario>]>([
    [{ segment: ['vip'] }, { segments: { vip: true } }],
    [{ segment: ['vip', 'not ordered'] }, { segments: { vip: true, ordered: false } }],
    [{ segment: ['vip@10d'] }, { events: [{ at: '10 days', segments: { vip: true } }] }],
    [
      { segment: [`not vip@${ask}+1h`] },
      { events: [{ of: ask, after: '1 hours', segments: { vip: false } }] },
    ],
    [{ fact: ['orders=3'] }, { facts: { orders: 3 } }],
    [{ fact: ['orders=several'] }, { facts: { orders: 4 } }],
    [{ fact: ['last-order = 2026-01-02'] }, { facts: { 'last-order': '2026-01-02' } }],
    [{ fact: ['goes-with=["low-sun"]'] }, { facts: { 'goes-with': ['low-sun'] } }],
    [
      { fact: ['new-order=false@2d'] },
      { events: [{ at: '2 days', facts: { 'new-order': false } }] },
    ],
    [
      { consent: ['offers/sms'] },
      { consents: [{ topic: 'offers', channel: 'sms', granted: true }] },
    ],
    [
      { consent: ['not */email@5d'] },
      { events: [{ at: '5 days', consent: { topic: '*', channel: 'email', granted: false } }] },
    ],
    [{ trait: ['firstName=Ada'] }, { traits: { firstName: 'Ada' } }],
    [
      { entry: 'Order Completed:three discs' },
      { entry: { event: 'Order Completed', sample: 'three discs' } },
    ],
    [
      { start: '2026-12-01', zone: 'Asia/Karachi', locale: 'ur' },
      { start: '2026-12-01', zone: 'Asia/Karachi', locale: 'ur' },
    ],
  ] as [Typed, Partial<Scenario>][])('%j', (given, scenario) => {
    expect(typed(given)).toEqual(scenario);
  });
});

describe('what cannot be read says what would do', () => {
  test.each<[Typed, string]>([
    [
      { event: ['Order Complete'] },
      "'Order Complete' is no event; did you mean 'Order Completed'?",
    ],
    [
      { event: ['Order Completed:two discs'] },
      'is no sample of Order Completed; there is one disc, three discs',
    ],
    [{ event: ['Order Completed:three disc'] }, "did you mean 'three discs'?"],
    [
      { event: ['Order Completed@3 dyas'] },
      "'3 dyas' is no time; write 30m, 6h, 3d or 2w after the start",
    ],
    [{ event: ['Order Completed@'] }, "'' is no time"],
    [
      { event: ['Order Completed@feedback-request/aks+1h'] },
      "did you mean 'feedback-request/ask'?",
    ],
    [{ event: [`Order Completed@${ask}+soon`] }, "'soon' is no length of time; write 30m"],
    [{ segment: ['vips'] }, "'vips' is no segment; did you mean 'vip'?"],
    [{ fact: ['order=1'] }, "'order' is no fact; did you mean 'orders'?"],
    [{ fact: ['orders'] }, "'orders' gives no value; write orders=3"],
    [
      { fact: ['orders=many'] },
      'orders is a number, not "many"; its samples are none, one, several',
    ],
    [{ fact: ['orders=-1e309'] }, 'orders is a number that can be counted, not "-1e309"'],
    [{ fact: ['last-order=2026-13-41'] }, 'last-order is a date, not "2026-13-41"'],
    [{ fact: ['orders=1', 'orders=2'] }, 'of orders two different things are said'],
    [{ segment: ['vip', 'not vip'] }, 'of vip two different things are said'],
    [{ consent: ['offer/sms'] }, "'offer' is no topic; did you mean 'offers'?"],
    [{ consent: ['offers/phone'] }, "'phone' is no channel; there is email, sms, whatsapp"],
    [{ trait: ['first=Ada'] }, "'first' is no trait"],
    [{ entry: 'Signed Up@3d' }, 'comes at the start; write no time'],
    [{ start: 'soon' }, "'soon' is no date; write 2026-12-01"],
    [{ zone: 'Mars' }, "'Mars' is no time zone"],
    [{ zone: '+05:00' }, "'+05:00' is no time zone; write an IANA name"],
    [{ locale: 'no_such_locale_at_all' }, 'is no language; write a tag such as en-GB or ur-PK'],
  ])('%j', (given, problem) => {
    expect(() => scenarioOfTyped(given)).toThrow(
      expect.objectContaining({
        code: 'SCENARIO_INVALID',
        message: expect.stringContaining(problem),
      }),
    );
  });

  test('all at once', () => {
    const given = { event: ['Signd Up'], segment: ['vips'], zone: 'Mars' };
    expect(() => scenarioOfTyped(given)).toThrow(
      /played:\n- --event "Signd Up": .*\n- .*vips.*\n- .*Mars/s,
    );
  });
});

describe('a scenario file', () => {
  const file = (content: unknown) => ({
    file: { name: 'ada.json', text: JSON.stringify(content) },
  });

  test('holds what a scenario holds; events may be typed as in a terminal', () => {
    const scenario = {
      start: '2026-12-01',
      traits: { firstName: 'Ada' },
      history: [{ event: 'Order Completed', sample: 'one disc', ago: '100 days' }],
      consents: [{ topic: 'offers', channel: 'sms', granted: true }],
      facts: { orders: 'several' },
      events: [
        'Order Completed@3d',
        { at: '5d', segments: { vip: true } },
        { of: ask, after: '1 hour', event: 'Survey Responded' },
      ],
    };
    expect(typed(file(scenario))).toEqual({
      ...scenario,
      facts: { orders: 4 },
      events: [
        { at: '3 days', event: 'Order Completed' },
        { at: '5 days', segments: { vip: true } },
        { of: ask, after: '1 hours', event: 'Survey Responded' },
      ],
    });
  });

  test('comes under what is typed', () => {
    const given = {
      ...file({ locale: 'de', facts: { orders: 1 } }),
      locale: 'ur',
      fact: ['orders=2'],
    };
    expect(typed(given)).toEqual({ locale: 'ur', facts: { orders: 2 } });
  });

  test.each<[unknown, string]>([
    [{ evnts: [] }, "ada.json: there is no 'evnts'; did you mean 'events'?"],
    [
      { events: ['Signed Up', { event: 'Order Complete' }] },
      "ada.json: events[1].event: 'Order Complete' is no event",
    ],
    [
      { events: [{ event: 'Signed Up', sample: 'wbe' }] },
      "events[0].sample: 'wbe' is no sample of Signed Up; did you mean 'web'?",
    ],
    [
      { events: [{ event: 'Signed Up', properties: { source: 1 } }] },
      'events[0].properties: source: ',
    ],
    [
      { events: ['Order Completed@-3d'] },
      'events[0]: lies before the start; write it under history',
    ],
    [
      { events: [{ event: 'Signed Up', at: '3 dyas' }] },
      "events[0].at: '3 dyas' is no length of time",
    ],
    [{ events: [{ at: '3d' }] }, 'events[0]: is one of event, facts'],
    [{ events: [{ event: 'Signed Up', at: '3d', of: ask }] }, 'events[0].at: stands beside of'],
    [{ segments: { vips: true } }, "segments.vips: 'vips' is no segment; did you mean 'vip'?"],
    [{ facts: { orders: 'x' } }, 'facts.orders: orders is a number'],
    [{ history: [{ event: 'Signed Up' }] }, 'history[0].ago: '],
    [{ zone: 'Mars' }, "'Mars' is no time zone"],
    [[], 'ada.json: '],
    [null, 'ada.json: '],
    [1, 'ada.json: '],
    [{ events: null }, 'ada.json: events: '],
  ])('%j is refused', (content, problem) => {
    expect(() => scenarioOfTyped(file(content))).toThrow(problem);
  });

  test('may begin with a byte order mark', () => {
    const text = '\uFEFF{ "locale": "ur" }';
    expect(typed({ file: { name: 'ada.json', text } })).toEqual({ locale: 'ur' });
  });

  test('that is no JSON says where', () => {
    const broken = { file: { name: 'ada.json', text: '{ "events": [' } };
    expect(() => scenarioOfTyped(broken)).toThrow(/ada\.json: it is no JSON: /);
  });
});

describe('an event that comes again in the same sample', () => {
  const order = { event: 'Order Completed' };
  const delivered = { event: 'Order Delivered' };
  const idsOf = (events: NonNullable<Scenario['events']>, entry?: { event: string }) =>
    (withOwnIds({ events }, entry, catalog).events ?? []).map((one) =>
      'event' in one ? (one.properties?.['order_id'] ?? 'as in the sample') : 'no event',
    );

  test.each([
    [[order, delivered], undefined, ['as in the sample', 'as in the sample']],
    [[order, order, delivered], undefined, ['as in the sample', 'o-1-2', 'o-1-2']],
    [
      [order, delivered, order, delivered],
      undefined,
      ['as in the sample', 'as in the sample', 'o-1-2', 'o-1-2'],
    ],
    [[order], order, ['o-1-2']],
    [[delivered], order, ['as in the sample']],
    [[{ ...order, properties: { order_id: 'o-1', total: 1, products: [] } }], order, ['o-1']],
  ])('%j after %j is about %j', (events, entry, ids) => {
    expect(idsOf(events, entry)).toEqual(ids);
  });
});
