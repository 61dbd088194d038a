import { defaultPayloadConverter } from '@temporalio/common';
import { expectNothingPersonal, linesOf, personalIn, type Told } from './nothing-personal';

const PEOPLE = [
  { email: 'zenobia.quill@example.com', phone: '+12025550143', firstName: 'Zenobia' },
  { 'user id': 'u7', lastName: 'Ash' },
  { code: 'WXYZ-2345-ABCD', comment: 'The sleeve came torn.' },
];
const MAIL = [
  'Subject: Ten percent, until the end of next week',
  'Content-Type: multipart/alternative; boundary=b',
  '',
  '--b\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n',
  'Hi Zenobia,\r\n\r\nThese three went through our hands last week=\r\n, and we kept them for you.',
  '--b\r\nContent-Type: text/html\r\n',
  '<style>p { color: rebeccapurple; margin: 0 auto }</style><p>Twelve minutes of <b>rain on a tin roof</b></p>',
  '--b--',
].join('\r\n');

const payload = (value: unknown) => defaultPayloadConverter.toPayload(value);
const clean = (): Told => ({
  workflow: 'welcome/4fK9-Vqu7x',
  description: { memo: { fields: {} }, type: { name: 'welcome' } },
  answers: [{ currentDetails: '| welcome/hello#1 | sent: email |' }],
  history: {
    events: Array.from({ length: 8 }, (_, eventId) => ({
      eventId,
      eventTime: { seconds: 1_764_000_000, nanos: 12 },
      attributes: { input: { payloads: [payload({ enrollment: 'a1b2c3', event: 'Signed Up' })] } },
    })),
  },
});

/** Where something could get in. */
const PLACES: Readonly<Record<string, (text: string) => object>> = {
  'an input': (text) => ({ attributes: { input: { payloads: [payload({ deep: [text] })] } } }),
  'a header': (text) => ({ attributes: { header: { fields: { origin: payload(text) } } } }),
  'a memo': (text) => ({ attributes: { memo: { fields: { note: payload(text) } } } }),
  'a summary': (text) => ({ userMetadata: { summary: payload(`sends it to ${text}`) } }),
  details: (text) => ({ userMetadata: { details: payload(`| a | ${text} |`) } }),
  'a marker': (text) => ({ details: { data: { payloads: [payload({ data: text })] } } }),
  'a failure': (text) => ({ failure: { message: `no such ${text}`, cause: {} } }),
  'a key': (text) => ({ attributes: { fields: { [text]: 1 } } }),
  'JSON within JSON': (text) => ({ input: payload(JSON.stringify({ text })) }),
  'a URL': (text) => ({ input: payload(`https://shop.example/?x=${encodeURIComponent(text)}`) }),
};
const SECRETS = [
  ['email', 'zenobia.quill@example.com'],
  ['email', 'Zenobia.Quill@Example.com'],
  ['phone', '+12025550143'],
  ['phone', '(0)202 555 0143'.replace(/\D/g, '')],
  ['firstName', 'Zenobia'],
  ['lastName', 'Ash'],
  ['user id', 'u7'],
  ['code', 'WXYZ-2345-ABCD'],
  ['comment', 'The sleeve came torn.'],
  ['"Ten percent', 'Ten percent, until the end of next week'],
  ['"These three', 'These three went through our hands last week, and we kept them for you.'],
  ['"rain on a', 'rain on a  tin roof, and more'],
] as const;

const withEvent = (told: Told, event: object): Told => ({
  ...told,
  history: { events: [...(told.history as { events: object[] }).events, event] },
});

test('of a mail subject, text and page are searched for, in lines that are long enough', async () => {
  expect(await linesOf([MAIL])).toEqual([
    'Ten percent, until the end of next week',
    'These three went through our hands last week, and we kept them for you.',
  ]);
  expect(await linesOf(['\nYour parcel is on its way: two records.'])).toEqual([
    'Your parcel is on its way: two records.',
  ]);
});

test('nothing is found in what holds ids and values of branches', async () => {
  await expectNothingPersonal([clean()], PEOPLE, [MAIL]);
});

describe.each(Object.entries(PLACES))('%s', (_, event) => {
  test.each(SECRETS)('that holds a personal text is found out: %s', async (what, text) => {
    const doctored = withEvent(clean(), event(text));
    const lines = [...(await linesOf([MAIL])), 'rain on a tin roof'];
    expect(personalIn([clean(), doctored], PEOPLE, lines)).toContainEqual(
      expect.stringContaining(what),
    );
  });
});

test.each([
  ['what is shown beside a history', { description: { memo: payload('Zenobia') } }],
  ['what a run answers', { answers: ['sent to Zenobia'] }],
  ['an id of a run', { workflow: 'welcome/zenobia' }],
])('%s is searched as well', async (_, doctored) => {
  await expect(
    expectNothingPersonal([{ ...clean(), ...doctored }], PEOPLE, [MAIL]),
  ).rejects.toThrow(/firstName in welcome/);
});

test.each([
  ['no history', [], PEOPLE, [MAIL]],
  ['a history without events', [{ ...clean(), history: {} }], PEOPLE, [MAIL]],
  ['nobody', [clean()], [], [MAIL]],
  ['no mail', [clean()], PEOPLE, []],
])('a search of or for nothing fails: %s', async (_, histories, people, received) => {
  await expect(expectNothingPersonal(histories, people, received)).rejects.toThrow();
});
