import type { ShopCatalog, TemplateEntry } from '../catalog';
import type { Channel } from '../engine';
import { addressHash, type Customer, type Message } from '../store';
import type { ActivityDeps } from './context';

type Addressed = Pick<Customer, 'email' | 'phone'>;

export function addressOf({ email, phone }: Addressed, channel: string | null): string | null {
  if (channel === 'email') return email;
  return channel === 'sms' ? phone : null;
}

/**
 * Where the last claim of a message went, for its provider to be asked about.
 * @returns null where the customer has another address by now: only the hash of the old one is known
 */
export function claimedAddress(
  secret: string,
  customer: Addressed,
  { channel, addressHash: claimed }: Message,
): string | null {
  const to = addressOf(customer, channel);
  if (to === null || channel === null) return null;
  return addressHash(secret, channel, to) === claimed ? to : null;
}

/** A template's entry, as far as the catalogue has it. */
export const entryOf = ({ templates }: ShopCatalog, template: string): TemplateEntry | undefined =>
  Object.hasOwn(templates, template) ? templates[template] : undefined;

/** By what a message may go. */
export interface Ways {
  /** Of the channels asked for, those that this installation can send by; all of them when it can send by none. */
  readonly channels: readonly Channel[];
  /** Whether it can send by any. */
  readonly served: boolean;
}

export function channelsFor(
  { channels: able }: Pick<ActivityDeps, 'channels'>,
  { channels }: TemplateEntry,
  asked: string | undefined,
): Ways {
  const wanted = channels.filter((one) => asked === undefined || one === asked);
  const served = wanted.filter((one) => able.has(one));
  return served.length > 0
    ? { channels: served, served: true }
    : { channels: wanted, served: false };
}
