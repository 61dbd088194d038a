import { z } from 'zod';
import { personal, type PublicFields } from './fields';
import { topicNames } from './topics';
import type { EventEntry } from './types';

type About = Pick<EventEntry, 'says' | 'means' | 'id' | 'by'>;

/** @param about - what the customer does then, as a story tells it, or more */
export const event = <S extends z.ZodObject, const N extends string>(
  schema: S,
  samples: Readonly<Record<N, z.input<S>>>,
  about: string | About = {},
): { schema: S; samples: Readonly<Record<N, z.input<S>>> } & About => ({
  ...{ schema, samples },
  ...(typeof about === 'string' ? { says: about } : about),
});

const item = z.object({
  product_id: z.string(),
  quantity: z.number().int().positive(),
  price: z.number().nonnegative().optional(),
});
const when = z.iso.datetime({ offset: true });

const one = [{ product_id: 'low-sun', quantity: 1, price: 14.98 }];
const three = [
  { product_id: 'night-ferry', quantity: 1, price: 16.98 },
  { product_id: 'small-hours', quantity: 2, price: 12.98 },
];

/** What happens at the shop. A run sees the fields declared here, never the personal ones. */
export const events = {
  'Signed Up': event(
    z.object({ source: z.string(), referrer: personal(z.string().optional()) }),
    {
      web: { source: 'web' },
      'listening bar': { source: 'listening bar' },
    },
    'signs up',
  ),
  'Order Completed': event(
    z.object({
      order_id: z.string(),
      checkout_id: z.string().optional(),
      total: z.number().nonnegative(),
      products: z.array(item),
      note: personal(z.string().optional()),
    }),
    {
      'one disc': { order_id: 'o-1', total: 14.98, products: one },
      'three discs': { order_id: 'o-2', checkout_id: 'c-2', total: 42.94, products: three },
    },
    { says: 'orders', means: 'order', id: 'order_id' },
  ),
  'Order Cancelled': event(
    z.object({
      order_id: z.string(),
      total: z.number().nonnegative(),
      reason: personal(z.string().optional()),
    }),
    { 'one disc': { order_id: 'o-1', total: 14.98 } },
    { says: 'cancels an order', means: 'refund', id: 'order_id' },
  ),
  'Order Delivered': event(
    z.object({ order_id: z.string() }),
    { 'one disc': { order_id: 'o-1' } },
    'gets the order',
  ),
  // `message`: the one that asked. The page behind its link makes these, one for each answer given.
  'Survey Responded': event(
    z.object({
      survey: z.string(),
      score: z.number().int().min(1).max(5),
      message: z.string().optional(),
      order_id: z.string().optional(),
      comment: personal(z.string().max(2000).optional()),
    }),
    {
      happy: { survey: 'feedback-request', score: 5, message: 'm-1', order_id: 'o-1' },
      unhappy: {
        ...{ survey: 'feedback-request', score: 1, message: 'm-1', order_id: 'o-1' },
        comment: 'The sleeve came torn, and nobody answers the phone.',
      },
    },
    'answers',
  ),
  'Inquiry Opened': event(
    z.object({ inquiry: z.string() }),
    { one: { inquiry: 'i-1' } },
    { says: 'has an open inquiry', means: 'inquiry opened' },
  ),
  'Inquiry Closed': event(
    z.object({ inquiry: z.string(), solved: z.boolean() }),
    {
      solved: { inquiry: 'i-1', solved: true },
      'not solved': { inquiry: 'i-1', solved: false },
    },
    { says: 'hears from us', means: 'inquiry closed' },
  ),
  'Email Clicked': event(
    z.object({ message: z.string(), link: z.string() }),
    {
      shop: { message: 'm-1', link: 'shop' },
    },
    'clicks',
  ),
  Unsubscribed: event(
    z.object({ topic: z.enum(topicNames), channel: z.string().optional() }),
    {
      offers: { topic: 'offers', channel: 'email' },
    },
    { says: 'unsubscribes', means: 'unsubscribe' },
  ),
  // What is not an event becomes one.
  'Customer Inactive': event(
    z.object({ event: z.string(), since: when }),
    { orders: { event: 'Order Completed', since: '2026-01-05T10:00:00Z' } },
    { by: 'engine' },
  ),
  'Segment Entered': event(
    z.object({ segment: z.string() }),
    { vip: { segment: 'vip' } },
    { by: 'engine' },
  ),
  'Date Reached': event(
    z.object({ fact: z.string(), date: z.string() }),
    { order: { fact: 'last-order', date: '2026-05-17' } },
    { by: 'engine' },
  ),
  'Schedule Ticked': event(
    z.object({ at: when }),
    { morning: { at: '2026-11-23T09:00:00Z' } },
    { by: 'engine' },
  ),
} as const;

export type EventsOf<E extends Record<string, { schema: z.ZodObject }>> = {
  [K in keyof E]: PublicFields<E[K]['schema']>;
};
export interface Events extends EventsOf<typeof events> {}

/** Events that the engine makes; no journey tracks them. */
export type SystemEvent =
  'Customer Inactive' | 'Segment Entered' | 'Date Reached' | 'Schedule Ticked';
