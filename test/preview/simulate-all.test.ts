import { join } from 'node:path';
import { catalog } from '../../catalog';
import { DAY } from '../../engine';
import { simulateAll, storyText, tellAll, type DiaryEntry, type ShopScenario } from '../../preview';
import { journeys } from '../../workflows';
import { journeyOf } from './journeys';

const TEMPLATES = join(__dirname, '../../templates');

/** What was sent, and why what was not sent was not, by day. */
const told = (diary: readonly DiaryEntry[]): string[] =>
  diary.flatMap((one) => {
    const day = `d${Math.floor(one.at / DAY)}`;
    if (one.kind === 'message') return [`${day} ${one.template}`];
    if (one.kind === 'not sent') return [`${day} ${one.template} not sent: ${one.reason}`];
    return one.kind === 'put off' ? [`${day} ${one.template} put off: ${one.why}`] : [];
  });

test('a customer signs up, orders and goes quiet: journeys begin by their own triggers', async () => {
  const { diary, runs, ahead } = await simulateAll(journeys, {}, { days: 120 });
  expect(told(diary)).toEqual([
    expect.stringMatching(/^d0 welcome\/hello-/),
    'd2 follow-up/thanks',
    'd9 follow-up/how-to',
    'd16 feedback-request/ask',
    'd20 follow-up/goes-with',
    'd27 feedback-request/review',
    'd92 win-back/we-miss-you',
    'd99 win-back/incentive',
    'd109 win-back/last-chance',
  ]);
  expect(runs.map(({ journey, trace: { end } }) => `${journey}: ${end}`)).toEqual([
    'welcome: converted',
    'follow-up: delivered',
    'feedback-request: no answer',
    'win-back: lapsed',
  ]);
  expect(ahead).toEqual([]);
});

test.each([
  ['80 days', []],
  ['90 days', ['win-back']],
  ['200 days', ['win-back']],
] as const)('who ordered %s before is told to be quiet already by %j', async (ago, quiet) => {
  const history = [{ event: 'Order Completed', ago }];
  const story = await simulateAll(journeys, { history, events: [] }, { days: 20 });
  expect(story.quiet).toEqual(quiet);
  expect(story.runs.map(({ journey }) => journey)).toEqual(quiet.length > 0 ? [] : ['win-back']);
});

test('what is not over when the days are is under way, and who looks later is named', async () => {
  const early = await simulateAll(journeys, {}, { days: 10 });
  expect(early.runs.map(({ trace: { end, stands } }) => end ?? stands)).toContain('under way');
  expect(early.ahead).toEqual([{ journey: 'win-back', at: 92 * DAY }]);
});

test('one ledger for all: a topic’s cap counts what every journey sent', async () => {
  const writing = (id: string) =>
    journeyOf(
      async (j) => {
        await j.send('welcome/come-by');
        await j.wait('1 day');
        await j.send('welcome/come-by');
        return 'over';
      },
      { id, on: 'Signed Up' },
    );
  const both = [writing('one'), writing('two')];
  const scenario = { events: [{ event: 'Signed Up' }] };
  const { diary } = await simulateAll(both, scenario);
  expect(told(diary)).toEqual([
    'd0 welcome/come-by',
    'd0 welcome/come-by',
    'd1 welcome/come-by',
    'd1 welcome/come-by put off: frequency cap',
    expect.stringMatching(/^d\d welcome\/come-by( not sent: capped)?$/),
  ]);
  const { story } = await tellAll(both, scenario, { catalog, templates: [TEMPLATES], days: 9 });
  const text = storyText(story, { columns: 200, full: false }, catalog);
  expect(text).toContain('put off: frequency cap (production does not apply it yet)');
});

test('an event that a journey makes reaches the others, and an inquiry holds offers back', async () => {
  const asking = journeyOf(
    async (j) => {
      await j.do('open-inquiry', { subject: 'Torn' });
      return 'asked';
    },
    { id: 'asking', on: 'Signed Up' },
  );
  const offering = journeyOf(
    async (j) => {
      const sent = await j.send('welcome/come-by');
      return sent.status;
    },
    { id: 'offering', on: 'Inquiry Opened' },
  );
  const { diary, runs } = await simulateAll([asking, offering], {
    events: [{ event: 'Signed Up' }],
  });
  expect(diary).toContainEqual(expect.objectContaining({ event: 'Inquiry Opened', by: 'journey' }));
  expect(told(diary)).toEqual([
    'd0 welcome/come-by put off: held by support-open',
    'd3 welcome/come-by not sent: held',
  ]);
  expect(runs.map(({ trace }) => trace.end)).toEqual(['asked', 'skipped']);
});

test.each<[string, ShopScenario, string]>([
  [
    'an order long ago',
    { history: [{ event: 'Order Completed', ago: '80 days' }] },
    'd10 win-back/we-miss-you',
  ],
  [
    'an event after a message',
    {
      events: [
        { event: 'Signed Up' },
        { of: 'welcome/picks', after: '1 day', event: 'Order Completed' },
      ],
    },
    'd3 follow-up/thanks',
  ],
])('%s counts', async (_, scenario, line) => {
  const { diary } = await simulateAll(journeys, {
    ...scenario,
    events: scenario.events ?? [{ event: 'Signed Up' }],
  });
  expect(told(diary).join('\n')).toContain(line);
});

test('consent that is withdrawn on the way ends what would write', async () => {
  const no = { consent: { topic: '*', channel: 'email', granted: false } } as const;
  const { runs } = await simulateAll(journeys, {
    events: [{ event: 'Signed Up' }, { at: '1 day', ...no }],
  });
  expect(runs.map(({ trace }) => trace.end)).toEqual(['consent withdrawn']);
});

test('what acts on one run has no place here', async () => {
  const scenario: ShopScenario = { events: [{ at: '1 day', operator: 'pause' }] };
  await expect(simulateAll(journeys, scenario)).rejects.toMatchObject({ code: 'SCENARIO_INVALID' });
});
