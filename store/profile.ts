import type { Json } from '../engine';
import type { Incoming } from './accept';
import { canonicalAddress } from './addresses';
import type { Customer } from './customers';

/** What events say of a customer. */
export type Profile = Pick<Customer, 'traits' | 'email' | 'phone' | 'locale' | 'timeZone'>;

/** An address from a trait, in its one form: null takes it away, anything but a text says nothing. */
function address(channel: string, trait: Json | undefined, before: string | null): string | null {
  if (trait === null) return null;
  const said = typeof trait === 'string' && trait.trim() !== '';
  return said ? canonicalAddress(channel, trait) : before;
}

function merged(
  before: Readonly<Record<string, Json>>,
  said: Readonly<Record<string, Json>>,
): Record<string, Json> {
  const all = Object.entries({ ...before, ...said });
  return Object.fromEntries(all.filter(([, value]) => value !== null));
}

/** The profile after these events, in their order. */
export function patchOf(
  before: Profile,
  events: readonly Pick<Incoming, 'traits' | 'locale' | 'timeZone'>[],
): Profile {
  return events.reduce<Profile>(
    (profile, { traits = {}, locale, timeZone }) => ({
      traits: merged(profile.traits, traits),
      email: address('email', traits['email'], profile.email),
      phone: address('sms', traits['phone'], profile.phone),
      locale: locale ?? profile.locale,
      timeZone: timeZone ?? profile.timeZone,
    }),
    {
      traits: before.traits,
      email: before.email,
      phone: before.phone,
      locale: before.locale,
      timeZone: before.timeZone,
    },
  );
}
