import { daysFrom } from '../../stories/days';
import { money } from '../../money';
import { worth, type Given } from '../../stories/offers';
import { onEveryWalk, type Checked } from '../policy';
import { isCutShort, messagesOf, momentsOf, type Code, type Moment, type Walk } from '../walk';

const named = ({ given }: Code, { catalog }: Checked): string =>
  worth(given, catalog.shop.currency);

export const expiredOffer = onEveryWalk({
  id: 'expired-offer',
  guards: 'No message shows an offer that has expired, however late it goes.',
  *find(walk, journey) {
    for (const at of messagesOf(walk)) {
      for (const code of at.codes) {
        if (code.until > at.last) continue;
        const day = daysFrom(journey.start, journey.zone);
        const when = at.last > at.at ? `, and may go as late as day ${String(day(at.last))}` : '';
        const over = `${named(code, journey)}, which ends on day ${String(day(code.until))}`;
        yield { at, says: `${at.template} shows ${over}${when}.` };
      }
    }
  },
});

export const sameOfferTwice = onEveryWalk({
  id: 'same-offer-twice',
  guards: 'Nobody is given the same offer twice by one journey.',
  *find(walk) {
    const given = new Set<string>();
    for (const at of momentsOf(walk, 'code')) {
      if (given.has(at.offer)) yield { at, says: `${at.offer} is given a second time.` };
      given.add(at.offer);
    }
  },
});

/** Whether one reward is worth less than another, where they can be compared. */
function isLess(one: Given, than: Given): boolean {
  if (one.percentOff !== undefined && than.percentOff !== undefined)
    return one.percentOff < than.percentOff;
  if (one.amountOff !== undefined && than.amountOff !== undefined)
    return one.amountOff < than.amountOff;
  return one.cost < than.cost;
}

/** What a customer is given or shown, in order. */
const seen = (walk: Walk): readonly { readonly at: Moment; readonly code: Code }[] =>
  walk.moments.flatMap((at): { at: Moment; code: Code }[] => {
    if (at.kind === 'code') return [{ at, code: at.code }];
    return at.kind === 'message' ? at.codes.map((code) => ({ at, code })) : [];
  });

export const rewardsFall = onEveryWalk({
  id: 'rewards-fall',
  guards: 'Rewards rise along a journey: whoever waits is never offered less than before.',
  *find(walk, journey) {
    let best: Code | undefined;
    for (const { at, code } of seen(walk)) {
      if (best && isLess(code.given, best.given)) {
        const before = named(best, journey);
        yield { at, says: `${named(code, journey)} comes after ${before}: it pays not to wait.` };
        return;
      }
      best = code;
    }
  },
});

export const incentiveBudget = onEveryWalk({
  id: 'incentive-budget',
  guards: 'What one run gives its customer costs no more than the shop allows for one.',
  *find(walk, { catalog: { shop } }) {
    const { incentiveBudget: budget, currency } = shop;
    let cost = 0;
    for (const at of momentsOf(walk, 'code')) {
      cost += at.code.given.cost;
      if (budget === undefined || cost <= budget) continue;
      const all = `${money(cost, currency)} to this customer, of ${money(budget, currency)} at most`;
      yield { at, says: `With ${at.offer} the journey gives ${all}.` };
      return;
    }
  },
});

export const codeNobodySees = onEveryWalk({
  id: 'code-nobody-sees',
  guards: 'No code is reserved for somebody whom no message can show it.',
  injects: { means: 'unsubscribe', touches: ({ kind }) => kind === 'code' },
  *find(walk) {
    if (isCutShort(walk) || walk.end === undefined) return;
    const tried = [...messagesOf(walk), ...momentsOf(walk, 'nothing')];
    const shown = tried.flatMap(({ codes }) => codes);
    for (const at of momentsOf(walk, 'code')) {
      if (shown.some(({ id }) => id === at.code.id)) continue;
      yield { at, says: `The code of ${at.offer} is in no message that can go.` };
    }
  },
});
