import type { Topic } from '../../../catalog';

export const topics = {
  // A letter that they asked for, and confirmed that they asked.
  news: {
    title: 'The shop’s letter',
    kind: 'marketing',
    consent: { email: 'express' },
    cap: { messages: 2, per: '7 days' },
    atCap: 'skip',
    priority: 15,
    heldBy: ['support-open'],
    lateAfter: '2 days',
    onAmbiguous: 'hold',
  },
  club: {
    title: 'The listening club',
    kind: 'marketing',
    consent: { email: 'implied' },
    atCap: 'wait',
    priority: 30,
    heldBy: ['support-open'],
    lateAfter: '2 days',
    onAmbiguous: 'hold',
  },
  // A house that asked us for music; not what we write to those who listen at home.
  trade: {
    title: 'Music for cafés and bars',
    kind: 'marketing',
    consent: { email: 'implied' },
    atCap: 'wait',
    priority: 30,
    heldBy: ['support-open'],
    lateAfter: '3 days',
    onAmbiguous: 'hold',
  },
} as const satisfies Record<string, Topic>;

type Added = typeof topics;
declare module '../../../catalog/topics' {
  interface Topics extends Readonly<Added> {}
}
