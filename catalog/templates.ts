import { z } from 'zod';
import type { Channel } from '../engine';
import { ref, refKindOf } from './fields';
import type { ProductName } from './products';
import type { TopicName } from './topics';
import type { RefKind } from './types';

/** A message's rules. @param channels - in order of preference @param shape - its props */
export function template<
  const H extends readonly Channel[],
  P extends z.ZodRawShape = Record<never, never>,
>(
  topic: TopicName,
  channels: H,
  shape: P = {} as P,
): { topic: TopicName; channels: H; props: z.ZodObject<P>; refs: Record<string, RefKind> } {
  const refs: Record<string, RefKind> = {};
  for (const [prop, schema] of Object.entries(shape)) {
    const kind = refKindOf(schema);
    if (kind) refs[prop] = kind;
  }
  return { topic, channels, props: z.object(shape), refs };
}

const offer = ref('offer');
const products = z.array(ref<'product', ProductName>('product')).min(1);

/** Every message, named `<journey>/<message>` as its folder below templates/. Channels in order of preference. */
export const templates = {
  'welcome/hello-stories': template('offers', ['email']),
  'welcome/hello-records': template('offers', ['email']),
  'welcome/picks': template('offers', ['email'], { products }),
  'welcome/first-order-offer': template('offers', ['email'], { offer }),
  'welcome/offer-ends': template('offers', ['sms', 'email'], { offer }),
  'welcome/come-by': template('offers', ['email']),
  'win-back/we-miss-you': template('offers', ['email'], { products }),
  'win-back/incentive': template('offers', ['email', 'sms'], { offer }),
  'win-back/last-chance': template('offers', ['email', 'sms'], { offer }),
  'follow-up/thanks': template('orders', ['email', 'sms']),
  'follow-up/how-to': template('orders', ['email']),
  'follow-up/goes-with': template('offers', ['email'], { products }),
  'feedback-request/ask': template('feedback', ['email']),
  'feedback-request/thanks': template('feedback', ['email']),
  'feedback-request/sorry': template('service', ['email']),
  'feedback-request/review': template('reviews', ['email']),
} as const;

type Entry = { readonly props: z.ZodObject; readonly channels: readonly Channel[] };
export type TemplatesOf<T extends Record<string, Entry>> = {
  [K in keyof T]: { props: z.infer<T[K]['props']>; channels: T[K]['channels'][number] };
};
export interface Templates extends TemplatesOf<typeof templates> {}
