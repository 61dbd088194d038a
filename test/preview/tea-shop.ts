import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { catalog as recordShop, type EventEntry, type ShopCatalog } from '../../catalog';
import type { AnyDefinition, Channel, EffectOutcome, Json } from '../../engine';

const JOURNEYS = join(__dirname, '../types/shop/journeys');

/**
 * The journeys of the made-up tea shop that authors' types are tested with. They are typed against a
 * catalogue of their own, so they are loaded here without their types.
 */
export const teaJourneys: readonly AnyDefinition[] = readdirSync(JOURNEYS)
  .filter((file) => file.endsWith('.ts'))
  .flatMap((file) =>
    Object.values(jest.requireActual<Record<string, AnyDefinition>>(join(JOURNEYS, file))),
  )
  .filter(({ id }) => id !== undefined);

const text = z.string();
const count = z.number();
const lines = z.array(z.object({ product_id: text, range: text, quantity: count }));
const sencha = [{ product_id: 'sencha', range: 'green', quantity: 1 }];

const event = <S extends z.ZodRawShape>(
  shape: S,
  samples: Record<string, z.input<z.ZodObject<S>>>,
): EventEntry => ({ schema: z.object(shape), samples: samples });

const ends = (ends_at: string) => ({ box: 'greens', ends_at });
const starts = (starts_at: string) => ({ tasting_id: 't-1', starts_at });

const events: ShopCatalog['events'] = {
  'Account Opened': event({ channel: text }, { web: { channel: 'web' } }),
  'Newsletter Asked For': event({ list: text }, { news: { list: 'news' } }),
  'Newsletter Confirmed': event({ list: text }, { news: { list: 'news' } }),
  'Basket Filled': event(
    { basket_id: text, worth: count, lines },
    {
      small: { basket_id: 'b-1', worth: 12, lines: sencha },
      large: { basket_id: 'b-2', worth: 80, lines: sencha },
    },
  ),
  'Order Placed': event(
    { order_id: text, basket_id: text, total: count, lines },
    {
      small: { order_id: 'o-1', basket_id: 'b-1', total: 12, lines: sencha },
      large: { order_id: 'o-2', basket_id: 'b-2', total: 80, lines: sencha },
    },
  ),
  'Parcel Delivered': event({ order_id: text }, { first: { order_id: 'o-1' } }),
  'Order Returned': event({ order_id: text }, { first: { order_id: 'o-1' } }),
  'Customer Inactive': event({ since: text }, { autumn: { since: '2025-10-05' } }),
  'Segment Entered': event({ segment: text }, { regular: { segment: 'regular' } }),
  'Date Reached': event(
    { fact: text, date: text },
    { may: { fact: 'birthday', date: '2026-05-17' } },
  ),
  'Schedule Ticked': event({ at: text }, { monday: { at: '2026-01-05' } }),
  'Survey Answered': event(
    { survey: text, score: count },
    { content: { survey: 'tea', score: 9 }, cross: { survey: 'tea', score: 2 } },
  ),
  'Inquiry Closed': event({ inquiry_id: text }, { first: { inquiry_id: 'i-1' } }),
  'Tasting Started': event({ box: text, ends_at: text }, { two: ends('2026-01-19T10:00:00Z') }),
  'Tasting Prolonged': event({ box: text, ends_at: text }, { three: ends('2026-01-26T10:00:00Z') }),
  'First Brew Logged': event({ brew_id: text }, { first: { brew_id: 'w-1' } }),
  'Friend Invited': event({}, { friend: {} }),
  'Box Subscribed': event({ box: text }, { greens: { box: 'greens' } }),
  'Referral Used': event({ referral_id: text }, { first: { referral_id: 'r-1' } }),
  'Referral Earned': event({ referral_id: text }, { first: { referral_id: 'r-1' } }),
  'Wholesale Asked For': event(
    { lead_id: text, country: text },
    { cafe: { lead_id: 'l-1', country: 'PT' } },
  ),
  'Visit Booked': event({ lead_id: text }, { first: { lead_id: 'l-1' } }),
  'Task Finished': event(
    { task_id: text, outcome: z.enum(['bought', 'declined', 'not reached']) },
    {
      bought: { task_id: 'k-1', outcome: 'bought' },
      declined: { task_id: 'k-1', outcome: 'declined' },
    },
  ),
  'Email Clicked': event({ message: text, link: text }, { shop: { message: 'm', link: 'shop' } }),
  'Harvest Announced': event(
    { harvest_id: text, opens_at: text },
    {
      soon: { harvest_id: 'h-1', opens_at: '2026-01-05T12:00:00Z' },
      later: { harvest_id: 'h-1', opens_at: '2026-03-20T08:00:00Z' },
    },
  ),
  'Tasting Booked': event(
    { tasting_id: text, starts_at: text },
    { far: starts('2026-02-05T18:00:00Z'), near: starts('2026-01-06T18:00:00Z') },
  ),
  'Tasting Moved': event(
    { tasting_id: text, starts_at: text },
    { far: starts('2026-02-12T18:00:00Z') },
  ),
  'Booking Cancelled': event({ tasting_id: text }, { first: { tasting_id: 't-1' } }),
};

const channelsOf = (name: string): readonly Channel[] => {
  if (['harvest/closing', 'evening/now'].includes(name)) return ['sms'];
  const either = ['basket/waiting', 'refill/soon', 'return/large-gift', 'evening/tomorrow'];
  return either.includes(name) ? ['email', 'sms'] : ['email'];
};

const TEMPLATES = [
  'hello/warm hello/brisk hello/favourites hello/gift basket/kept basket/waiting basket/gift',
  'order/thank-you order/brewing order/pairs-with refill/soon return/how-are-you return/small-gift',
  'return/large-gift birthday/gift birthday/card harvest/first-pick harvest/closing survey/ask',
  'survey/again survey/sorry survey/thanks survey/settled tasting/begin tasting/first-brew',
  'tasting/bring-a-friend tasting/ends-soon tasting/ended newsletter/confirm',
  'newsletter/confirm-again newsletter/first referral/friend-gift referral/your-gift',
  'wholesale/intro wholesale/case wholesale/visit digest/monday evening/next-week',
  'evening/tomorrow evening/now',
].flatMap((row) => row.split(' '));

const fact = (samples: Record<string, Json>): ShopCatalog['facts'][string] => ({
  ...{ on: [], start: null, samples },
  step: (state) => state,
  value: (state) => state ?? undefined,
});

const done = (result: Record<string, Json> = {}, refused: readonly string[] = []) => ({
  ...{ input: z.looseObject({}), refused },
  samples: { done: { status: 'done', ...result } as EffectOutcome },
});

const OFFERS = 'hello-10 return-10 return-20 birthday-15 friend-10 thanks-10 basket-5'.split(' ');

/** What those journeys name, with samples of all that can come. */
export const teaShop: ShopCatalog = {
  ...recordShop,
  // Its samples hold instants near the start of a story.
  shop: { ...recordShop.shop, timeZone: 'UTC' },
  events,
  topics: {
    tea: {
      ...{ title: 'Tea', kind: 'marketing', atCap: 'wait', priority: 1, heldBy: [] },
      ...{ consent: { email: 'implied', sms: 'implied' }, onAmbiguous: 'hold' },
    },
  },
  templates: Object.fromEntries(
    TEMPLATES.map((name) => [
      name,
      { topic: 'tea', channels: channelsOf(name), props: z.looseObject({}), refs: {} },
    ]),
  ),
  offers: Object.fromEntries(
    OFFERS.map((name) => [
      name,
      { cost: 1, validity: '7 days', perCustomer: 5, budgetPerMonth: 1_000 },
    ]),
  ),
  facts: {
    birthday: fact({ may: '1990-05-17' }),
    'tasting-ends': fact({ soon: '2026-01-19' }),
    'refill-due': fact({ soon: '2026-01-19' }),
    'lead-score': fact({ low: 10, high: 90 }),
    'pairs-with': fact({ two: ['cup', 'pot'] }),
    referrer: fact({ friend: 'c-9' }),
  },
  segments: Object.fromEntries(
    [
      'regular',
      'first-order',
      'inquiry-open',
      'has-news',
      'reads-digest',
      'drinks-green',
      'shared-birthday',
    ].map((name) => [name, { facts: [], test: () => false }]),
  ),
  effects: {
    'issue-offer': done({ offer: 'an-offer' }, ['budget spent', 'limit reached']),
    'award-points': done(),
    'open-inquiry': done({ inquiry_id: 'i-1' }),
    'create-task': done({ task_id: 'k-1' }),
    'grant-consent': done(),
    track: done(),
  },
};
