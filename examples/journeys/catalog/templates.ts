import { ref, template, type ProductName } from '../../../catalog';
import type { TemplatesOf } from '../../../catalog/templates';
import type { products } from './products';

const offer = ref('offer');
const product = ref<'product', ProductName | keyof typeof products>('product');

export const templates = {
  'abandoned-cart/reminder': template('offers', ['email']),
  'abandoned-cart/still-there': template('offers', ['email', 'sms']),
  'abandoned-cart/offer': template('offers', ['email', 'sms'], { offer }),
  'replenish/reminder': template('offers', ['email', 'sms'], { product }),
  'birthday/gift': template('offers', ['email'], { offer }),
  'birthday/wish': template('offers', ['email']),
  'vip-early/early-access': template('offers', ['email']),
  'vip-early/last-hours': template('offers', ['sms']),
  'nps/ask': template('feedback', ['email']),
  'nps/reminder': template('feedback', ['email']),
  'nps/thanks': template('service', ['email']),
  'nps/sorry': template('service', ['email']),
  'nps/resolved': template('service', ['email']),
  'trial/start': template('club', ['email']),
  'trial/first-record': template('club', ['email']),
  'trial/invite': template('club', ['email']),
  'trial/ending': template('service', ['email']),
  'trial/ended': template('service', ['email']),
  'opt-in/confirm': template('service', ['email']),
  'opt-in/reminder': template('service', ['email']),
  'opt-in/welcome': template('news', ['email']),
  'referral-friend/gift': template('offers', ['email'], { offer }),
  'referral-advocate/gift': template('service', ['email'], { offer }),
  'lead/intro': template('trade', ['email']),
  'lead/a-house': template('trade', ['email']),
  'lead/visit': template('trade', ['email']),
  'digest/weekly': template('news', ['email']),
  'countdown/one-week': template('service', ['email']),
  'countdown/tomorrow': template('service', ['email', 'sms']),
  'countdown/now': template('service', ['sms']),
  'vip-hello/thanks': template('offers', ['email'], { offer }),
} as const;

type Added = typeof templates;
declare module '../../../catalog/templates' {
  interface Templates extends TemplatesOf<Added> {}
}
