import { expectTypeOf } from 'expect-type';
import type { ProductName } from '../../catalog';
import type {
  EffectName,
  EventOf,
  FactName,
  Journey,
  SegmentName,
  TemplateName,
} from '../../engine';

/** Never run: it has to compile, and each marked line has not to. */
export async function written(journey: Journey<'Order Completed'>): Promise<void> {
  await journey.send('welcome/picks', { products: ['night-ferry'] });
  await journey.waitFor('Order Cancelled', { within: '1 day', where: { order_id: 'o' } });
  await journey.do('track', {
    event: 'Signed Up',
    customer: 'c',
    properties: { source: 'friend' },
  });

  // @ts-expect-error a product that is not there
  await journey.send('welcome/picks', { products: ['night-fery'] });
  // @ts-expect-error a template that is not there
  await journey.send('welcome/pick', { products: ['night-ferry'] });
  // @ts-expect-error a template of the examples, whose catalogue is their own
  await journey.send('birthday/wish');
  // @ts-expect-error a prop is missing
  await journey.send('win-back/incentive');
  // @ts-expect-error a channel that the template has not
  await journey.send('welcome/come-by', {}, { channel: 'sms' });
  // @ts-expect-error an offer that is not there
  await journey.do('issue-offer', { offer: 'win-back-11', expiresIn: '7 days' });
  // @ts-expect-error a topic that is not there
  await journey.do('grant-consent', { topic: 'offer' });
  // @ts-expect-error properties of another event
  await journey.do('track', { event: 'Signed Up', customer: 'c', properties: { total: 1 } });
  // @ts-expect-error an event that the engine makes
  await journey.do('track', { event: 'Schedule Ticked', customer: 'c', properties: { at: 'x' } });
  // @ts-expect-error a segment that is not there
  await journey.is('vips');
  // @ts-expect-error a personal field is not to be seen
  expectTypeOf(journey.event.properties.note);
}

it('journeys see the catalogue’s names and public fields', () => {
  expectTypeOf<SegmentName>().toEqualTypeOf<
    'ordered' | 'first-time-buyer' | 'just-ordered' | 'support-open' | 'unhappy' | 'vip'
  >();
  expectTypeOf<EffectName>().toEqualTypeOf<
    'issue-offer' | 'open-inquiry' | 'grant-consent' | 'track'
  >();
  expectTypeOf<FactName>().toEqualTypeOf<
    | 'orders'
    | 'last-order'
    | 'new-order'
    | 'goes-with'
    | 'open-inquiries'
    | 'last-score'
    | 'spent'
    | 'spent-in-a-year'
  >();
  expectTypeOf<'win-back/incentive'>().toExtend<TemplateName>();
  expectTypeOf<EventOf<'Order Cancelled'>['properties']>().toEqualTypeOf<
    Readonly<{ order_id: string; total: number }>
  >();
  expectTypeOf<Awaited<ReturnType<Journey['get']>>>().toEqualTypeOf<
    string | number | boolean | ProductName[] | undefined
  >();
  expect(written).toBeInstanceOf(Function);
});
