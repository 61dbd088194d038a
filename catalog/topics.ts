import type { Topic } from './types';

/** What a message is about decides by which rules it goes. */
export const topics = {
  orders: {
    title: 'Your orders',
    kind: 'transactional',
    consent: { email: 'none', sms: 'none' },
    atCap: 'wait',
    priority: 100,
    heldBy: [],
    onAmbiguous: 'resend',
  },
  service: {
    title: 'Your account and our answers',
    kind: 'transactional',
    consent: { email: 'none', sms: 'none' },
    atCap: 'wait',
    priority: 90,
    heldBy: [],
    onAmbiguous: 'hold',
  },
  // Email: an account at the shop is the ground, and every mail offers the way out. A text needs a yes.
  offers: {
    title: 'Picks and offers',
    kind: 'marketing',
    consent: { email: 'implied', sms: 'express' },
    cap: { messages: 3, per: '7 days' },
    atCap: 'wait',
    priority: 20,
    heldBy: ['support-open'],
    lateAfter: '3 days',
    onAmbiguous: 'hold',
  },
  feedback: {
    title: 'How an order went',
    kind: 'survey',
    consent: { email: 'implied' },
    cap: { messages: 2, per: '90 days' },
    atCap: 'skip',
    priority: 40,
    heldBy: ['support-open'],
    lateAfter: '3 days',
    onAmbiguous: 'hold',
  },
  // An open inquiry must not hold this one: that would be to ask only the happy for a review in public.
  reviews: {
    title: 'Reviews in public',
    kind: 'review request',
    consent: { email: 'implied' },
    cap: { messages: 1, per: '90 days' },
    atCap: 'skip',
    priority: 10,
    heldBy: [],
    lateAfter: '7 days',
    onAmbiguous: 'hold',
  },
} as const satisfies Record<string, Topic>;

/** An interface, as all that a catalogue names: another catalogue can add to it. */
export interface Topics extends Readonly<typeof topics> {}
export type TopicName = keyof Topics;
export const topicNames = Object.keys(topics) as [TopicName, ...TopicName[]];
