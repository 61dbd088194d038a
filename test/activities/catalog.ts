import { z } from 'zod';
import { catalog as whole, personal, ref, type ShopCatalog } from '../../catalog';
import type { JourneySpec } from '../../engine';

const nothing = z.object({});
const email = ['email'] as const;

const known = ['orders', 'last-order', 'spent', 'spent-in-a-year', 'open-inquiries'];

/** A shop small enough to see through. */
export const catalog: ShopCatalog = {
  ...whole,
  facts: Object.fromEntries(Object.entries(whole.facts).filter(([name]) => known.includes(name))),
  events: {
    'Signed Up': { schema: z.object({ source: z.string() }), samples: {} },
    'Checkout Started': {
      schema: z.object({ checkout_id: z.string(), value: z.number() }),
      samples: {},
    },
    'Order Completed': {
      schema: z.object({
        order_id: z.string(),
        total: z.number(),
        note: personal(z.string().optional()),
      }),
      samples: {},
    },
    'Order Delivered': { schema: z.object({ order_id: z.string() }), samples: {} },
    'Order Cancelled': {
      schema: z.object({ order_id: z.string(), total: z.number() }),
      samples: {},
    },
    'Inquiry Opened': { schema: z.object({ inquiry: z.string() }), samples: {} },
    'Inquiry Closed': {
      schema: z.object({ inquiry: z.string(), solved: z.boolean() }),
      samples: {},
    },
    'Email Clicked': { schema: z.object({ message: z.string() }), samples: {} },
    'Customer Inactive': { schema: z.object({ since: z.string() }), samples: {} },
  },
  topics: {
    orders: {
      title: 'Orders',
      kind: 'transactional',
      consent: { email: 'none', sms: 'none' },
      atCap: 'wait',
      priority: 100,
      heldBy: [],
      onAmbiguous: 'resend',
    },
    offers: {
      title: 'Offers',
      kind: 'marketing',
      consent: { email: 'implied', sms: 'express' },
      atCap: 'wait',
      priority: 20,
      heldBy: [],
      lateAfter: '3 days',
      onAmbiguous: 'hold',
    },
  },
  templates: {
    'welcome/hello': { topic: 'offers', channels: email, props: nothing, refs: {} },
    'welcome/offer': {
      topic: 'offers',
      channels: ['email', 'sms'],
      props: z.object({ offer: ref('offer') }),
      refs: { offer: 'offer' },
    },
    'welcome/text': { topic: 'offers', channels: ['sms'], props: nothing, refs: {} },
    'welcome/named': { topic: 'offers', channels: email, props: nothing, refs: {} },
    'follow-up/thanks': { topic: 'orders', channels: email, props: nothing, refs: {} },
  },
};

const mjml = (text: string): string =>
  `<mjml><mj-body><mj-section><mj-column><mj-text>${text}</mj-text></mj-column></mj-section></mj-body></mjml>`;
const mail = (name: string, text: string): Record<string, string> => ({
  [`${name}/subject.hbs`]: 'Hello',
  [`${name}/email.mjml`]: mjml(`${text} <a href="{{links.unsubscribe}}">Stop</a>`),
  [`${name}/email.txt.hbs`]: `${text} {{links.unsubscribe}}`,
});

export const sources: Readonly<Record<string, string>> = {
  ...mail('welcome/hello', 'Welcome.'),
  ...mail('welcome/offer', 'Code {{offer.code}}.'),
  'welcome/offer/sms.hbs': 'Code {{offer.code}}. Reply STOP to opt out.',
  'welcome/text/sms.hbs': 'Hello. Reply STOP to opt out.',
  ...mail('welcome/named', 'Dear {{customer.firstName}}.'),
  ...mail('follow-up/thanks', 'Thanks for {{event.order_id}}, {{event.note}}.'),
  'follow-up/thanks/email.txt.hbs': 'Thanks for {{event.order_id}}. {{links.feedback}}',
};

const spec = (id: string, rest: Partial<JourneySpec>): JourneySpec => ({
  id,
  title: id,
  on: [],
  exit: [],
  holdout: 0,
  ...rest,
});

const DAY = 86_400_000;
const order = { event: 'Order Completed', within: 30 * DAY };

/** Of each rule of entry, one journey. */
export const journeys: readonly JourneySpec[] = [
  spec('welcome', { on: [{ event: 'Signed Up' }], goal: order }),
  spec('always', { on: [{ event: 'Signed Up', where: { source: 'web' } }], reenter: 'always' }),
  spec('after', { on: [{ event: 'Signed Up' }], reenter: { after: 10 * DAY } }),
  spec('buyers', { on: [{ event: 'Signed Up' }], only: 'ordered', reenter: 'always' }),
  spec('held-out', { on: [{ event: 'Signed Up' }], holdout: 100, goal: order }),
  spec('cart', {
    on: [{ event: 'Checkout Started' }],
    per: 'checkout_id',
    reenter: 'restart',
    goal: order,
  }),
  spec('follow-up', {
    on: [{ event: 'Order Completed' }],
    per: 'order_id',
    goal: order,
    exit: [{ event: 'Order Cancelled' }],
  }),
  spec('win-back', {
    on: [
      {
        event: 'Customer Inactive',
        trigger: { kind: 'inactive', after: '90 days', of: ['Order Completed'] },
      },
    ],
    reenter: { after: 180 * DAY },
  }),
];
