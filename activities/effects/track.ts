import { checkEvent } from '../../catalog';
import type { Json } from '../../engine';
import { accept } from '../../store';
import type { Effect } from './effect';

/**
 * An event of this customer or another. It comes through the front door like any other, which locks
 * whom it concerns, so it cannot be part of the step's transaction; its message id is the step's key.
 */
export const trackEffect: Effect<{
  event: string;
  customer: string;
  properties: Readonly<Record<string, Json>>;
}> = {
  beyond: async (deps, { step }, { event, customer, properties }) => {
    const { problems } = checkEvent(deps.catalog, event, properties);
    await accept(deps.store, [
      {
        source: 'journey',
        messageId: step.key,
        type: 'track',
        customer,
        name: event,
        properties,
        ...(problems.length > 0 && { problems }),
      },
    ]);
    return { status: 'done' };
  },
};
