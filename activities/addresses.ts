import { addressHash, type Customer, type Message } from '../store';

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
