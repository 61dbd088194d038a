import { askingChannels } from '../../catalog';
import { PermanentError } from '../../engine';
import { writeConsents } from '../../store';
import type { Effect } from './effect';

/** The customer said yes: to the channel named, or to every channel of the topic that asks. */
export const grantConsentEffect: Effect<{ topic: string; channel?: string }> = {
  within: async ({ tx, deps, run, customer }, { topic, channel }) => {
    const entry = deps.catalog.topics[topic];
    if (!entry) throw new PermanentError('NOT_IN_CATALOG', { kind: 'topic', name: topic });
    const channels = channel === undefined ? askingChannels(entry) : [channel];
    await writeConsents(
      tx,
      customer.id,
      channels.map((one) => ({ topic, channel: one, granted: true })),
      { at: customer.now, source: `journey ${run.journey}` },
    );
    return { status: 'done' };
  },
};
