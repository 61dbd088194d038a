import { z } from 'zod';
import { catalog, type EventEntry, type FactEntry, type ShopCatalog } from '../../../catalog';
import type { Json } from '../../../engine';
import { colors, messages, offerNames, type Plan } from './plan';

const color = z.enum(colors);
const colored: EventEntry = {
  schema: z.object({ color, plan_id: z.string().optional() }),
  samples: { red: { color: 'red' }, blue: { color: 'blue' } },
};

/** The newest value of a field. */
const newest = (
  event: string,
  field: string,
  start: Json,
  samples: readonly Json[],
): FactEntry => ({
  ...{ on: [event], start, step: (_, { properties }) => properties[field] as Json },
  value: (state) => state,
  samples: Object.fromEntries(samples.map((sample) => [JSON.stringify(sample), sample])),
});

const made = (plan: string): EventEntry => ({
  schema: z.object({ plan_id: z.string(), plan: z.string() }),
  samples: { plan: { plan_id: 'p-1', plan } },
});

/** The shop's words, and those of the plans. @param plan - what the entry events carry */
export function planCatalog(plan: Plan = []): ShopCatalog {
  const text = JSON.stringify(plan);
  const [mail, sms] = messages;
  const template = (channel: 'email' | 'sms') => ({
    ...{ topic: 'orders', channels: [channel], props: z.object({}), refs: {} },
  });
  const offer = { percentOff: 10, cost: 0, validity: '7 days', perCustomer: 20 } as const;
  const { effects, events } = catalog;
  const { 'issue-offer': issue } = effects;
  return {
    ...catalog,
    events: {
      ...events,
      'Plan Made': made(text),
      'Ending Plan Made': made(text),
      Ping: colored,
      Pong: colored,
      Stopped: colored,
      Bought: { schema: z.object({}), samples: { one: {} } },
      'Mood Set': { schema: z.object({ mood: z.string() }), samples: { merry: { mood: 'merry' } } },
      'Keen Set': { schema: z.object({ keen: z.boolean() }), samples: { keen: { keen: true } } },
    },
    templates: { [mail]: template('email'), [sms]: template('sms') },
    offers: Object.fromEntries(offerNames.map((name) => [name, { ...offer, budgetPerMonth: 1 }])),
    facts: {
      ...catalog.facts,
      mood: newest('Mood Set', 'mood', 'calm', ['calm', 'merry']),
      keenness: newest('Keen Set', 'keen', false, [false, true]),
    },
    segments: {
      ...catalog.segments,
      keen: { facts: ['keenness'], test: (fact) => fact('keenness') === true },
    },
    effects: {
      ...effects,
      ...(issue && {
        'issue-offer': {
          ...issue,
          input: z.object({ offer: z.enum(offerNames), expiresIn: z.string() }),
          // The one that can be brought about for a single customer is tried first.
          refused: ['limit reached', 'budget spent'],
        },
      }),
    },
  };
}
