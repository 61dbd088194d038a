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
    heldBy: [],
    lateAfter: '3 days',
    onAmbiguous: 'hold',
  },
} as const satisfies Record<string, Topic>;

export type TopicName = keyof typeof topics;
export const topicNames = Object.keys(topics) as [TopicName, ...TopicName[]];
