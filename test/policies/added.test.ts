import { join } from 'node:path';
import { defineJourney } from '../../engine';
import { check, messagesOf, onEveryWalk, type CheckReport } from '../../preview';
import { readTemplates } from '../../messages';

const fewTexts = onEveryWalk({
  id: 'few-texts',
  guards: 'Nobody gets more than one text from one journey.',
  *find(walk) {
    const texts = messagesOf(walk).filter(({ channels }) => channels[0] === 'sms');
    const second = texts[1];
    if (second) yield { at: second, says: `${second.template} is the second text.` };
  },
});

const twice = defineJourney({
  ...{ id: 'two-texts', title: 'Two texts', on: 'Order Completed' },
  async run(journey) {
    await journey.send('follow-up/thanks', {}, { channel: 'sms' });
    await journey.waitFor('Order Delivered', { within: '9 days' });
    await journey.send('follow-up/thanks', {}, { channel: 'sms' });
    return 'over';
  },
});

async function checked(
  exceptions: Parameters<typeof check>[1]['exceptions'] = [],
): Promise<CheckReport> {
  const templates = await readTemplates(join(__dirname, '../../templates'));
  return check([twice], { templates, policies: [fewTexts], exceptions });
}

describe('a policy of a team’s own', () => {
  test('is tried on every path, and told with the shortest that breaks it', async () => {
    const { journeys } = await checked();
    expect(journeys).toMatchObject([
      {
        journey: 'two-texts',
        broken: [
          {
            policy: 'few-texts',
            says: 'follow-up/thanks is the second text.',
            step: 'follow-up/thanks#2',
            place: expect.stringMatching(/^test\/policies\/added\.test\.ts:\d+$/),
          },
        ],
      },
    ]);
    expect(journeys[0]?.broken[0]?.path.map(({ day, says }) => `d${String(day)} ${says}`)).toEqual([
      'd0 enters: Order Completed, one disc',
      'd0 gets follow-up/thanks',
      'd0 waits for Order Delivered',
      'd9 gets follow-up/thanks',
    ]);
  });

  test('is excused for a journey by name, and the report says so', async () => {
    const because = 'a parcel that is late is worth a second word';
    const allowed = { policy: 'few-texts', journey: 'two-texts', because };
    const elsewhere = { policy: 'few-texts', journey: 'another', because };
    const { journeys } = await checked([elsewhere, allowed]);
    expect(journeys).toMatchObject([{ broken: [], excused: [allowed] }]);
  });
});
