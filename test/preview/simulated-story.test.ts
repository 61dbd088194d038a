import type { Duration, JsonObject } from '../../engine';
import { simulate } from '../../preview';
import { winBack } from '../../workflows/win-back';
import { journeyOf } from './journeys';

test('a sample is about what the run asks of it', async () => {
  const asking = journeyOf(async (j) => {
    const event = await j.waitFor('Survey Responded', {
      where: { survey: 'nps' },
      within: '5 days',
    });
    return event ? 'answered' : 'silent';
  });
  const answered = { at: '1 day', event: 'Survey Responded', sample: 'unhappy' } as const;
  expect((await simulate(asking, { events: [answered] })).end).toBe('answered');
  const properties = { survey: 'another' };
  expect((await simulate(asking, { events: [{ ...answered, properties }] })).end).toBe('silent');
});

test('a code that is over is not sent', async () => {
  const late = journeyOf(async (j) => {
    const gift = await j.do('issue-offer', { offer: 'welcome-10', expiresIn: '2 days' });
    await j.wait('3 days');
    const sent = await j.send('welcome/offer-ends', {
      offer: (gift as JsonObject)['offer'] as string,
    });
    return sent.status === 'skipped' ? sent.reason : 'sent';
  });
  expect((await simulate(late)).end).toBe('unavailable');
});

test('beside its trace a story knows its messages and all that happened', async () => {
  const story = await simulate(winBack, { events: [{ at: '1 day', event: 'Order Completed' }] });
  expect(story.messages).toMatchObject([
    { at: 0, template: 'win-back/we-miss-you', channel: 'email' },
  ]);
  expect(story.diary.map(({ kind }) => kind)).toEqual([
    'enters',
    'message',
    'step',
    'event',
    'end',
  ]);
  expect(story.left).toEqual([]);
});

test('what happened before, in the sample that begins the story, was about other orders', async () => {
  const counting = journeyOf(
    async (j) => `ordered ${JSON.stringify(await j.get('orders'))} times`,
    {
      on: 'Order Completed',
    },
  );
  const ordered = (ago: Duration) => ({ ago, event: 'Order Completed' });
  const cancelled = { ago: '20 days', event: 'Order Cancelled' } as const;
  const history = [ordered('90 days'), ordered('30 days')];
  expect((await simulate(counting, { history })).end).toBe('ordered 3 times');
  expect((await simulate(counting, { history: [...history, cancelled] })).end).toBe(
    'ordered 2 times',
  );
});
