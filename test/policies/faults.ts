import type { ShopCatalog, Topic } from '../../catalog';
import { catalog } from '../../catalog';

/** One journey with one fault, and the policy that finds it. */
export interface Fault {
  /** In `faults/`. */
  readonly file: string;
  readonly policy: string;
  /** What makes it a fault, where the shop of all others is not enough. */
  readonly catalog?: ShopCatalog;
  /** Files of templates that it has otherwise; nothing: not at all. */
  readonly templates?: Readonly<Record<string, string | undefined>>;
  readonly maxPaths?: number;
}

const withTopic = (name: string, change: Partial<Topic>): ShopCatalog => ({
  ...catalog,
  topics: { ...catalog.topics, [name]: { ...(catalog.topics[name] as Topic), ...change } },
});

const LONG = 'We thank you for your order, which we have with us. '.repeat(4);

export const faults: readonly Fault[] = [
  { file: 'mail-after-unsubscribe', policy: 'mail-after-unsubscribe' },
  { file: 'mail-without-consent', policy: 'mail-without-consent' },
  {
    file: 'mail-no-channel',
    policy: 'mail-without-consent',
    catalog: withTopic('orders', { consent: { email: 'none' } }),
  },
  { file: 'starved-by-itself', policy: 'mail-starved-by-cap' },
  { file: 'starved-by-another', policy: 'mail-starved-by-cap' },
  { file: 'starved-by-several', policy: 'mail-starved-by-cap' },
  { file: 'expired-offer', policy: 'expired-offer' },
  { file: 'expired-offer-late-event', policy: 'expired-offer' },
  { file: 'same-offer-twice', policy: 'same-offer-twice' },
  { file: 'rewards-fall', policy: 'rewards-fall' },
  { file: 'incentive-budget', policy: 'incentive-budget' },
  { file: 'code-nobody-sees', policy: 'code-nobody-sees' },
  { file: 'code-after-unsubscribe', policy: 'code-nobody-sees' },
  { file: 'incentive-after-order', policy: 'incentive-after-order' },
  { file: 'incentive-after-another-order', policy: 'incentive-after-order' },
  { file: 'incentive-after-goal', policy: 'incentive-after-order' },
  { file: 'reward-for-refund', policy: 'reward-for-refund' },
  { file: 'promotion-during-inquiry', policy: 'promotion-during-inquiry' },
  {
    file: 'promotion-not-held',
    policy: 'promotion-during-inquiry',
    catalog: withTopic('offers', { heldBy: [] }),
  },
  { file: 'review-by-score', policy: 'review-by-score' },
  { file: 'review-by-entry', policy: 'review-by-score' },
  { file: 'no-way-out', policy: 'no-way-out' },
  { file: 'end-nobody-reaches', policy: 'end-nobody-reaches' },
  { file: 'end-after-order', policy: 'end-nobody-reaches' },
  { file: 'branch-no-sample-takes', policy: 'branch-no-sample-takes' },
  { file: 'event-nobody-sends', policy: 'event-nobody-sends' },
  { file: 'event-answers-nothing', policy: 'event-nobody-sends' },
  { file: 'over-a-year', policy: 'over-a-year' },
  { file: 'stands-still', policy: 'stands-still' },
  { file: 'unbounded-loop', policy: 'unbounded-loop' },
  { file: 'too-many-paths', policy: 'too-many-paths', maxPaths: 200 },
  { file: 'only-steps', policy: 'only-steps' },
  { file: 'only-steps-by-date', policy: 'only-steps' },
  { file: 'template-renders', policy: 'template-renders' },
  {
    file: 'template-subject',
    policy: 'template-subject',
    templates: {
      'welcome/come-by/subject.hbs': '{{#if customer.firstName}}{{customer.firstName}}{{/if}}',
    },
  },
  {
    file: 'template-text',
    policy: 'template-text',
    templates: { 'welcome/come-by/email.txt.hbs': undefined },
  },
  {
    file: 'template-way-out',
    policy: 'template-way-out',
    templates: { 'welcome/come-by/email.txt.hbs': 'Come by.\n' },
  },
  {
    file: 'sms-segments',
    policy: 'sms-segments',
    templates: { 'follow-up/thanks/sms.hbs': LONG },
  },
];
