import fc from 'fast-check';
import { join } from 'node:path';
import { explore, storiesOf, storiesText, storyTeller, told, type Path } from '../../preview';
import { journeys } from '../../workflows';
import { anyStory, journeyOf, told as journeyTold } from './journeys';
import { teaJourneys, teaShop } from './tea-shop';

/** What a customer gets on a path, and its end, worked out without the stories. */
const fate = ({ acts, trace }: Path): string =>
  JSON.stringify([
    acts
      .filter(({ outcome }) => outcome.status === 'sent' || outcome.status === 'done')
      .map((act) =>
        act.kind === 'send'
          ? [act.at, act.template, act.outcome]
          : [act.at, act.effect, act.input['offer'] ?? act.input],
      ),
    trace.end ?? trace.stands,
  ]);

describe('stories', () => {
  test('of sixteen journeys of another shop', async () => {
    const texts = [];
    for (const journey of teaJourneys) {
      const exploration = await explore(journey, { catalog: teaShop, maxPaths: 1_000 });
      texts.push(storiesText(storiesOf(exploration, teaShop)));
    }
    expect(texts.join('\n')).toMatchSnapshot();
  });

  test('hold each path once, together with those alone on which the customer fares alike', async () => {
    const rest = { goal: { event: 'Order Completed', within: '9 days' }, exit: ['Signed Up'] };
    await fc.assert(
      fc.asyncProperty(anyStory, async (lines) => {
        const exploration = await explore(journeyTold(lines, rest), { maxPaths: 2_000 }).catch(
          () => undefined,
        );
        if (!exploration) return;
        const { stories, ends } = storiesOf(exploration);
        const paths = stories.flatMap((story) => story.paths);
        expect(new Set(paths)).toEqual(new Set(exploration.paths));
        expect(paths).toHaveLength(exploration.paths.length);
        const fates = stories.map((story) => new Set(story.paths.map(fate)));
        expect(fates.every(({ size }) => size === 1)).toBe(true);
        expect(new Set(fates.flatMap((one) => [...one])).size).toBe(stories.length);
        expect(new Set(ends)).toEqual(new Set(exploration.paths.map(({ trace }) => trace.end)));
      }),
      { numRuns: 60 },
    );
  });

  test('are told apart by the offer that a message carries, though its text is the same', async () => {
    const best = journeyOf(async (j) => {
      const [first, second] = ['win-back-10', 'win-back-20'];
      const small = await j.do('issue-offer', { offer: first ?? '', expiresIn: '7 days' });
      const large = await j.do('issue-offer', { offer: second ?? '', expiresIn: '7 days' });
      const { offer } = (large.status === 'done' ? large : small) as { offer?: string };
      await j.send('win-back/incentive', { offer: offer ?? 'none' });
      return 'over';
    });
    const { stories, most } = storiesOf(await explore(best));
    expect(stories.map(({ words }) => words).sort()).toEqual([
      'nothing happens',
      'the budget for −20 % is spent',
    ]);
    expect(most).toEqual({ messages: { email: 1 }, codes: 2, cost: 5.4 });
  });

  test('one is all there is of a series without a branch', async () => {
    const series = journeyOf(async (j) => {
      for (let i = 0; i < 12; i++) {
        await j.send('welcome/come-by');
        await j.wait('7 days');
      }
      return 'over';
    });
    const told = storiesOf(await explore(series));
    expect(storiesText(told).split('\n')[0]).toBe(
      'test: 1 story, 1 end; longest 84 days; most: 12 emails',
    );
  });

  test('say how often a message comes on one day', async () => {
    const thrice = journeyOf(async (j) => {
      for (let i = 0; i < 3; i++) {
        await j.send('welcome/come-by');
        await j.wait('1 hour');
      }
      return 'over';
    });
    expect(storiesText(storiesOf(await explore(thrice)))).toContain(
      'd0 welcome/come-by ×3  → over',
    );
  });

  test('one without an end stands still, and says so', async () => {
    const endless = journeyOf(() => Promise.resolve(undefined as unknown as string));
    const { stories } = storiesOf(await explore(endless));
    expect(stories).toMatchObject([
      { isStuck: true, end: expect.stringContaining('it returned no end') },
    ]);
  });

  test('one that stands still says so', async () => {
    const stuck = journeyOf(() => Promise.reject(new Error('typo')));
    const { stories } = storiesOf(await explore(stuck));
    expect(stories).toMatchObject([{ isStuck: true, end: expect.stringContaining('typo') }]);
  });

  test('count the customer’s own days', async () => {
    const morning = journeyOf(async (j) => {
      await j.wait('3 days', { at: '09:30' });
      await j.send('welcome/come-by');
      return 'over';
    });
    for (const zone of ['UTC', 'Asia/Karachi', 'America/Los_Angeles']) {
      expect(storiesText(storiesOf(await explore(morning, { zone })))).toContain('d3 welcome/');
    }
  });
});

describe('the story that a run took', () => {
  test.each(journeys)('is found by its trace, for each path of $id', async (journey) => {
    const told = storiesOf(await explore(journey));
    const storyOf = storyTeller(told);
    for (const story of told.stories) {
      for (const { trace } of story.paths) {
        const later = { ...trace, steps: trace.steps.map((step) => ({ ...step, at: 0 })) };
        expect(storyOf(later)?.story.end).toBe(story.end);
        expect(storyOf(later)?.story.received).toEqual(story.received);
      }
    }
  });
});

describe('journeys read from a file', () => {
  const file = (name: string): string => join(__dirname, 'explored', name);

  test('say which branches no sample leads to', async () => {
    const { unreached } = await told(file('unreached.ts'));
    expect(unreached).toEqual([
      {
        place: 'test/preview/explored/unreached.ts:10',
        text: "if (sent.reason === 'unheard of') {",
        ends: ['never'],
      },
      {
        place: 'test/preview/explored/unreached.ts:14',
        text: expect.stringContaining("'lucky'"),
        ends: ['lucky'],
      },
    ]);
  });

  test('of the shop have a sample for each branch', async () => {
    expect((await told(undefined)).unreached).toEqual([]);
  });

  test.each([
    ['stray-await.ts', 'NOT_A_STEP', /stray-await\.ts:8\b/],
    ['by-date.ts', 'NOT_REPEATABLE', /Date at .*by-date\.ts:8\b/],
    ['by-chance.ts', 'NOT_REPEATABLE', /Math\.random at .*by-chance\.ts:8\b/],
  ])('name the line of what is no step: %s', async (name, code, message) => {
    await expect(told(file(name))).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
  });

  test('say what they lack', async () => {
    await expect(told('winback')).rejects.toMatchObject({ code: 'JOURNEY_UNKNOWN' });
    await expect(told(file('broken.txt'))).rejects.toMatchObject({ code: 'JOURNEYS_UNREADABLE' });
  });
});
