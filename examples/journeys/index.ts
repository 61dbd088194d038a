import type { AnyDefinition } from '../../engine';
import { followUp } from '../../workflows/follow-up';
import { welcome } from '../../workflows/welcome';
import { winBack } from '../../workflows/win-back';
import { abandonedCart } from './abandoned-cart';
import { birthday } from './birthday';
import { countdown } from './countdown';
import { digest } from './digest';
import { lead } from './lead';
import { nps } from './nps';
import { optIn } from './opt-in';
import { referralAdvocate } from './referral-advocate';
import { referralFriend } from './referral-friend';
import { replenish } from './replenish';
import { trial } from './trial';
import { vipEarly } from './vip-early';
import { vipHello } from './vip-hello';

/** All sixteen; three of them are the shop's own. */
export const journeys: readonly AnyDefinition[] = [
  welcome,
  abandonedCart,
  followUp,
  replenish,
  winBack,
  birthday,
  vipEarly,
  nps,
  trial,
  optIn,
  referralFriend,
  referralAdvocate,
  lead,
  digest,
  countdown,
  vipHello,
];
