import type { Json } from '../engine';
import type { Incoming } from './accept';
import type { Customer } from './customers';

/** What events say of a customer. */
export type Profile = Pick<Customer, 'traits' | 'email' | 'phone' | 'locale' | 'timeZone'>;

/** An address from a trait: null takes it away, anything but a text says nothing. */
function address(trait: Json | undefined, before: string | null): string | null {
  if (trait === null) return null;
  return typeof trait === 'string' && trait.trim() !== '' ? trait.trim() : before;
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
      email: address(traits['email'], profile.email),
      phone: address(traits['phone'], profile.phone),
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
