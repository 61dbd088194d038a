import type { Topic } from '../../catalog';
import { parseDuration, type Instant } from '../../engine';
import type { GateFacts } from '../../gate';

/**
 * What a topic's frequency cap says: nothing while there is a place, else when the next one is free.
 * @param sent - when messages of the topic went to this customer, in order
 */
export function capOf(
  { cap, atCap }: Topic,
  sent: readonly Instant[],
  now: Instant,
): GateFacts['cap'] {
  if (!cap) return undefined;
  const per = parseDuration(cap.per);
  const counted = sent.filter((at) => at > now - per);
  const oldest = counted[counted.length - cap.messages];
  return oldest === undefined ? undefined : { freeAt: oldest + per, atCap };
}
