import type { Duration } from '../../../engine';

/**
 * The vocabulary of a made-up tea shop, as types alone: enough to write journeys against. A program of
 * its own, because the real catalogue fills in the same interface.
 */
declare const refs: unique symbol;
/** An id that renders as the record it stands for. */
export type Ref<Kind extends string> = string & { readonly [refs]?: Kind };

interface Line {
  product_id: string;
  range: string;
  quantity: number;
}

interface Events {
  'Account Opened': { channel: string };
  'Newsletter Asked For': { list: string };
  'Newsletter Confirmed': { list: string };
  'Basket Filled': { basket_id: string; worth: number; lines: Line[] };
  'Order Placed': { order_id: string; basket_id: string; total: number; lines: Line[] };
  'Parcel Delivered': { order_id: string };
  'Order Returned': { order_id: string };
  'Customer Inactive': { since: string };
  'Segment Entered': { segment: string };
  'Date Reached': { fact: string; date: string };
  'Schedule Ticked': { at: string };
  'Survey Answered': { survey: string; score: number };
  'Inquiry Closed': { inquiry_id: string };
  'Tasting Started': { box: string; ends_at: string };
  'Tasting Prolonged': { box: string; ends_at: string };
  'First Brew Logged': { brew_id: string };
  'Friend Invited': Record<never, never>;
  'Box Subscribed': { box: string };
  'Referral Used': { referral_id: string };
  'Referral Earned': { referral_id: string };
  'Wholesale Asked For': { lead_id: string; country: string };
  'Visit Booked': { lead_id: string };
  'Task Finished': { task_id: string; outcome: 'bought' | 'declined' | 'not reached' };
  'Email Clicked': { message: string; link: string };
  'Harvest Announced': { harvest_id: string; opens_at: string };
  'Tasting Booked': { tasting_id: string; starts_at: string };
  'Tasting Moved': { tasting_id: string; starts_at: string };
  'Booking Cancelled': { tasting_id: string };
}

interface Message<Props, Channels> {
  props: Props;
  channels: Channels;
}
type Plain = Record<never, never>;
type Gift = { offer: Ref<'offer'> };
type Mail<Props = Plain> = Message<Props, 'email'>;
type Text<Props = Plain> = Message<Props, 'sms'>;
type Either<Props = Plain> = Message<Props, 'email' | 'sms'>;

interface Templates {
  'hello/warm': Mail;
  'hello/brisk': Mail;
  'hello/favourites': Mail;
  'hello/gift': Mail<Gift>;
  'basket/kept': Mail;
  'basket/waiting': Either;
  'basket/gift': Mail<Gift>;
  'order/thank-you': Mail;
  'order/brewing': Mail;
  'order/pairs-with': Mail<{ products: Ref<'product'>[] }>;
  'refill/soon': Either<{ product: Ref<'product'> }>;
  'return/how-are-you': Mail;
  'return/small-gift': Mail<Gift>;
  'return/large-gift': Either<Gift>;
  'birthday/gift': Mail<Gift>;
  'birthday/card': Mail;
  'harvest/first-pick': Mail;
  'harvest/closing': Text;
  'survey/ask': Mail;
  'survey/again': Mail;
  'survey/sorry': Mail;
  'survey/thanks': Mail;
  'survey/settled': Mail;
  'tasting/begin': Mail;
  'tasting/first-brew': Mail;
  'tasting/bring-a-friend': Mail;
  'tasting/ends-soon': Mail;
  'tasting/ended': Mail;
  'newsletter/confirm': Mail;
  'newsletter/confirm-again': Mail;
  'newsletter/first': Mail;
  'referral/friend-gift': Mail<Gift>;
  'referral/your-gift': Mail<Gift>;
  'wholesale/intro': Mail;
  'wholesale/case': Mail;
  'wholesale/visit': Mail;
  'digest/monday': Mail;
  'evening/next-week': Mail;
  'evening/tomorrow': Either;
  'evening/now': Text;
}

type OfferName =
  'hello-10' | 'return-10' | 'return-20' | 'birthday-15' | 'friend-10' | 'thanks-10' | 'basket-5';

interface Effects {
  'issue-offer': {
    input: { offer: OfferName; expiresIn: Duration };
    result: { offer: Ref<'offer'> };
    refused: 'budget spent' | 'limit reached';
  };
  'award-points': { input: { points: number }; result: Plain; refused: never };
  'open-inquiry': {
    input: { subject: string };
    result: { inquiry_id: string };
    refused: never;
  };
  'create-task': {
    input: { team: string; title: string; about: Ref<'lead'> };
    result: { task_id: string };
    refused: never;
  };
  'grant-consent': { input: { topic: string }; result: Plain; refused: never };
  track: {
    input: {
      event: 'Referral Earned';
      customer: Ref<'customer'>;
      properties: { referral_id: string };
    };
    result: Plain;
    refused: never;
  };
}

declare module '../../../engine/journey' {
  interface Catalog {
    events: Events;
    templates: Templates;
    segments:
      | 'regular'
      | 'first-order'
      | 'inquiry-open'
      | 'has-news'
      | 'reads-digest'
      | 'drinks-green'
      | 'shared-birthday';
    facts: {
      birthday: string;
      'tasting-ends': string;
      'refill-due': string;
      'lead-score': number;
      'pairs-with': Ref<'product'>[];
      referrer: Ref<'customer'>;
    };
    effects: Effects;
  }
}
