import { catalog } from '../catalog';
import { createSmtpChannel, createTwilioChannel, type ChannelPort } from '../channels';
import type { Channel } from '../engine';
import type { ReceiverProcess } from './receivers';
import type { Outlets } from './settings';

/** A number that belongs to nobody. */
const FICTIONAL_SENDER = '+15005550006';

export interface Channels {
  readonly all: ReadonlyMap<Channel, ChannelPort>;
  close(): Promise<void>;
}

/** hello@ of the shop's own site. */
function shopSender(): string {
  const { name, url } = catalog.shop;
  return `${name} <hello@${new URL(url).hostname}>`;
}

/** Whether everything leaves by providers of the user's own. */
export const isComplete = ({ smtpUrl, twilio }: Outlets): boolean =>
  smtpUrl !== undefined && twilio !== undefined;

/** One channel for each way out: the provider of the settings, else the receivers. A way that has neither has no channel. */
export function openChannels(outlets: Outlets, receivers: ReceiverProcess | undefined): Channels {
  const all = new Map<Channel, ChannelPort>();
  const url = outlets.smtpUrl ?? receivers?.smtpUrl;
  if (url !== undefined) {
    all.set('email', createSmtpChannel({ url, from: outlets.mailFrom ?? shopSender() }));
  }
  const { twilio } = outlets;
  if (twilio) {
    const { baseUrl, ...account } = twilio;
    all.set('sms', createTwilioChannel({ ...account, ...(baseUrl !== undefined && { baseUrl }) }));
  } else if (receivers) {
    const { account, httpUrl: baseUrl } = receivers;
    all.set('sms', createTwilioChannel({ ...account, from: FICTIONAL_SENDER, baseUrl }));
  }
  return {
    all,
    close: async () => {
      await Promise.all([...all.values()].map((channel) => channel.close()));
    },
  };
}
