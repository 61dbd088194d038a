import { catalog, FOLDER, journeys } from '../examples/sixteen';
import { expectNothingPersonal } from '../system/nothing-personal';
import { peopleIn, toldBy } from '../system/told';
import { listRuns } from '../../store';
import { eventually } from '../worker/product';
import { Examples, type Lived, type Story } from './sixteen';
import { asTold, withoutSkips } from './told';

jest.setTimeout(180_000);

const order = (total: number, product_id = 'low-sun') => ({
  event: 'Order Completed',
  properties: { order_id: `past-${product_id}`, total, products: [{ product_id, quantity: 1 }] },
});

/** Of each journey one, with an event in it where it waits for any. */
const stories: readonly Story[] = [
  { id: 'welcome', end: 'converted', takes: ['Order Completed'] },
  { id: 'abandoned-cart', end: 'left', takes: ['Checkout Started, a boxful'] },
  { id: 'follow-up', end: 'delivered', takes: ['Order Delivered'] },
  {
    ...{ id: 'replenish', end: 'converted', takes: ['Order Completed'] },
    past: [{ ...order(11.5, 'groove-wash'), daysAgo: 87 }],
  },
  { id: 'win-back', end: 'lapsed', past: [{ ...order(20), daysAgo: 91 }] },
  {
    ...{ id: 'birthday', end: 'wished', zone: 'Etc/GMT+1' },
    past: [{ event: 'Birthday Shared', properties: { day: '01-05' } }],
  },
  {
    ...{ id: 'vip-early', end: 'clicked', takes: ['Email Clicked'] },
    past: [{ ...order(300), daysAgo: 10 }],
  },
  { id: 'nps', end: 'recovered', takes: ['Survey Responded, unhappy', 'Inquiry Closed'] },
  { id: 'trial', end: 'did not join', takes: ['Record Borrowed'] },
  { id: 'opt-in', end: 'confirmed' },
  {
    ...{ id: 'referral-friend', end: 'converted' },
    entry: (friend) => ({ referral_id: 'r-1', advocate: friend }),
  },
  { id: 'referral-advocate', end: 'rewarded' },
  { id: 'lead', end: 'rang: won', takes: ['Email Clicked', 'low'] },
  {
    ...{ id: 'digest', end: 'sent on Monday', zone: 'Etc/GMT+1', asked: ['news'] },
    past: [
      { event: 'Digest Chosen', properties: { wanted: true } },
      { event: 'Record Arrived', properties: { product_id: 'corner-table' } },
    ],
  },
  { id: 'countdown', end: 'reminded', takes: ['Event Registered, a month ahead'] },
  { id: 'vip-hello', end: 'thanked', past: [order(300)] },
];

/** Whoever is a sample to the explorer has an id of their own. */
const course = ({ told, friend }: Lived): string[] =>
  withoutSkips(told).map((line) => (friend ? line.replace(friend, 'a-friend') : line));

describe('the examples on a real Temporal server', () => {
  let examples: Examples;
  let lived: ReadonlyMap<Story, Lived>;
  beforeAll(async () => {
    examples = await new Examples(FOLDER, journeys, catalog).start();
    lived = await examples.live(stories);
  });
  afterAll(() => examples.stop());

  test('have a story each', () => {
    expect(stories.map(({ id }) => id)).toEqual(journeys.map(({ id }) => id));
  });

  test.each(stories)('$id goes its way as simulated and explored: $end', (story) => {
    const one = lived.get(story) as Lived;
    const { run, told, path } = one;
    expect(asTold(run, told)).toEqual(told);
    expect(told.end).toBe(story.end);
    expect(course(one)).toEqual(withoutSkips(path.trace));
    expect(course(one)).toContainEqual(expect.stringMatching(/: sent: (email|sms)$/));
  });

  test('a friend who stays starts the journey of whoever brought them', async () => {
    const { product } = examples.shop;
    await product.worker.idle();
    const { runs } = await listRuns(product.store.db, { journey: 'referral-advocate' });
    expect(runs).toHaveLength(2);
  });

  test('reach people with each message that is called sent, and with no other', async () => {
    const { shop } = examples;
    const { db } = shop.product.store;
    await shop.product.worker.idle();
    // What else they do may have started other journeys: those come to a wait, or to their end.
    const still = await eventually(async () => {
      const { runs } = await listRuns(db, { states: ['starting', 'running'] });
      return runs.every(({ waiting }) => waiting !== null) || undefined;
    });
    expect(still).toBe(true);
    const messages = await db.selectFrom('messages').select('state').execute();
    expect(messages.filter(({ state }) => state === 'sent')).toHaveLength(shop.received.length);
    expect(shop.received.length).toBeGreaterThan(stories.length);
  });

  test('replay as recorded, and hold nothing personal', async () => {
    const { shop } = examples;
    const runs = [...lived.values()].map(({ run }) => run);
    expect(await shop.replay(runs)).toEqual({ same: stories.length, others: [] });
    const people = await peopleIn(shop.product.store);
    await expectNothingPersonal(await toldBy(shop.product), people, shop.received);
  });
});
