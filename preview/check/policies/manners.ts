import type { ShopCatalog } from '../../../catalog';
import { DAY } from '../../../engine';
import { happenedBefore } from '../known';
import { onEveryWalk, type Checked } from '../policy';
import { happeningsOf, isPromotion, type Moment, type MomentOf, type Walk } from '../walk';

/** How long an order is so fresh that a reason to buy is money thrown away. */
const JUST_ORDERED = 7 * DAY;

/** A code that is given, or a message that shows one. */
const isIncentive = (one: Moment): one is MomentOf<'code' | 'message'> =>
  one.kind === 'code' || (one.kind === 'message' && !one.stopped && one.codes.length > 0);

const what = (one: MomentOf<'code' | 'message'>): string =>
  one.kind === 'code' ? one.offer : one.template;

/** What comes after a moment of a walk. */
const after = ({ moments }: Walk, moment: Moment): readonly Moment[] =>
  moments.slice(moments.indexOf(moment) + 1);

export const incentiveAfterOrder = onEveryWalk({
  id: 'incentive-after-order',
  guards: 'Nobody who has just ordered is given a reason to.',
  injects: { means: 'order', touches: isIncentive },
  *find(walk) {
    for (const order of happeningsOf(walk, 'order')) {
      const at = after(walk, order).find(isIncentive);
      if (at && at.at - order.at < JUST_ORDERED)
        yield { at, says: `${what(at)} goes to somebody who has just ordered.` };
    }
  },
});

/** The order that is given back: its own, where both say which. */
function isOf(
  { events }: ShopCatalog,
  order: MomentOf<'event'>,
  refund: MomentOf<'event'>,
): boolean {
  const [own, its] = [order, refund].map(({ event, properties }) => {
    const { id } = events[event] ?? {};
    return id === undefined ? undefined : properties[id];
  });
  return own === undefined || its === undefined || own === its;
}

export const rewardForRefund = onEveryWalk({
  id: 'reward-for-refund',
  guards: 'Nobody is rewarded for an order that they have given back.',
  injects: { means: 'refund', touches: ({ kind }) => kind === 'code' },
  *find(walk, { catalog }) {
    const orders = happeningsOf(walk, 'order');
    for (const refund of happeningsOf(walk, 'refund')) {
      const order = orders.find((one) => one.at <= refund.at && isOf(catalog, one, refund));
      const at = order && after(walk, refund).find((one) => one.kind === 'code');
      if (at?.kind === 'code')
        yield { at, says: `${at.offer} is given for an order that was given back.` };
    }
  },
});

/** Whether the gate holds a message back, for a segment in which everybody is by now. */
function isHeld(walk: Walk, message: MomentOf<'message'>, { known, start }: Checked): boolean {
  const happened = happenedBefore(walk, message, start);
  return message.rules.heldBy.some((segment) => known.isCertain(segment, happened, message.at));
}

/**
 * What the journey itself knows of, it must not promote against, though the gate would hold it; what may happen to
 * anyone, the gate has to hold.
 */
export const promotionDuringInquiry = onEveryWalk({
  id: 'promotion-during-inquiry',
  guards: 'Nobody is courted while they wait for an answer from support.',
  injects: {
    means: 'inquiry opened',
    touches: (one) => one.kind === 'message' && isPromotion(one),
  },
  *find(walk, journey) {
    for (const opened of happeningsOf(walk, 'inquiry opened')) {
      const later = after(walk, opened);
      const closed = later.findIndex(
        (one) => one.kind === 'event' && one.means === 'inquiry closed',
      );
      const open = closed < 0 ? later : later.slice(0, closed);
      for (const at of open) {
        if (at.kind === 'code' && !opened.injected)
          yield { at, says: `${at.offer} is given while an inquiry is open.` };
        if (at.kind !== 'message' || at.stopped || !isPromotion(at)) continue;
        if (opened.injected && isHeld(walk, at, journey)) continue;
        yield { at, says: `${at.template} promotes while an inquiry is open.` };
      }
    }
  },
});
