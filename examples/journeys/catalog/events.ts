import { z } from 'zod';
import { event, type TopicName } from '../../../catalog';
import type { EventsOf } from '../../../catalog/events';

const when = z.iso.datetime({ offset: true });
const line = z.object({
  product_id: z.string(),
  name: z.string(),
  quantity: z.number().int().positive(),
  price: z.number().nonnegative(),
});
const disc = { product_id: 'low-sun', name: 'Low Sun', quantity: 1, price: 14.98 };
const box = { product_id: 'night-ferry', name: 'Night Ferry', quantity: 4, price: 16.98 };
const letter = z.object({ list: z.enum(['news'] satisfies TopicName[]) });
const term = z.object({ plan: z.string(), ends_at: when });
const evening = z.object({ event_id: z.string(), starts_at: when });

export const events = {
  'Checkout Started': event(
    z.object({ checkout_id: z.string(), value: z.number().nonnegative(), products: z.array(line) }),
    {
      'a disc': { checkout_id: 'c-1', value: 14.98, products: [disc] },
      'a boxful': { checkout_id: 'c-2', value: 82.9, products: [disc, box] },
    },
    'starts to pay',
  ),
  // Month and day; the year is nobody's business.
  'Birthday Shared': event(
    z.object({ day: z.string().regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/) }),
    { May: { day: '05-17' } },
    'tells us the day',
  ),
  'Sale Announced': event(z.object({ sale_id: z.string(), opens_at: when }), {
    'in two weeks': { sale_id: 's-1', opens_at: '2026-01-19T15:00:00Z' },
    'open already': { sale_id: 's-2', opens_at: '2026-01-05T09:00:00Z' },
  }),
  'Subscription Requested': event(letter, { letter: { list: 'news' } }, 'asks for the letter'),
  'Subscription Confirmed': event(letter, { letter: { list: 'news' } }, 'confirms it'),
  // The club lends a record a week.
  'Trial Started': event(
    term,
    { 'two weeks': { plan: 'monthly', ends_at: '2026-01-19T10:00:00Z' } },
    'tries the club',
  ),
  'Trial Extended': event(
    term,
    { 'a week more': { plan: 'monthly', ends_at: '2026-01-26T10:00:00Z' } },
    'gets more time',
  ),
  'Record Borrowed': event(
    z.object({ product_id: z.string() }),
    { one: { product_id: 'salt-letters' } },
    'borrows a record',
  ),
  'Friend Invited': event(z.object({}), { one: {} }, 'brings a friend'),
  'Membership Started': event(
    z.object({ plan: z.string() }),
    { monthly: { plan: 'monthly' } },
    'joins the club',
  ),
  // `advocate`: the opaque id in the link that they passed on.
  'Referral Claimed': event(
    z.object({ referral_id: z.string(), advocate: z.string().optional() }),
    { one: { referral_id: 'r-1', advocate: 'a-friend' } },
    'comes by a friend’s link',
  ),
  'Referral Approved': event(
    z.object({ referral_id: z.string() }),
    { one: { referral_id: 'r-1' } },
    { says: 'brought a friend', by: 'journeys' },
  ),
  'Lead Created': event(
    z.object({
      lead_id: z.string(),
      source: z.string(),
      hours_a_week: z.number().nonnegative(),
    }),
    {
      'a small café': { lead_id: 'l-1', source: 'web', hours_a_week: 40 },
      'a bar': { lead_id: 'l-2', source: 'web', hours_a_week: 90 },
    },
    'asks about music for a house',
  ),
  'Visit Booked': event(z.object({ lead_id: z.string() }), { one: { lead_id: 'l-1' } }, 'books'),
  'Digest Chosen': event(z.object({ wanted: z.boolean() }), {
    yes: { wanted: true },
    no: { wanted: false },
  }),
  // Something new by an artist they follow.
  'Record Arrived': event(z.object({ product_id: z.string() }), {
    one: { product_id: 'corner-table' },
  }),
  'Event Registered': event(
    evening,
    {
      'a month ahead': { event_id: 'e-1', starts_at: '2026-02-05T19:00:00Z' },
      'for tomorrow': { event_id: 'e-2', starts_at: '2026-01-06T08:00:00Z' },
    },
    'takes a seat',
  ),
  'Event Moved': event(evening, {
    'by a week': { event_id: 'e-1', starts_at: '2026-02-12T19:00:00Z' },
  }),
  'Registration Cancelled': event(
    z.object({ event_id: z.string() }),
    { one: { event_id: 'e-1' } },
    'gives the seat back',
  ),
} as const;

type Added = typeof events;
declare module '../../../catalog/events' {
  interface Events extends EventsOf<Added> {}
}
