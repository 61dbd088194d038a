import { createHmac } from 'node:crypto';
import { domainToASCII } from 'node:url';
import { parsePhoneNumberFromString } from 'libphonenumber-js';

/** Long enough for any spelling of a number. */
const LONGEST_PHONE = 40;

/** With its country code, which `+` or the international prefix `00` leads in; no country is guessed. */
function phoneForm(text: string): string | undefined {
  if (text.length > LONGEST_PHONE) return undefined;
  const plain = text
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .trim()
    .replace(/^00/, '+');
  if (!plain.startsWith('+')) return undefined;
  const phone = parsePhoneNumberFromString(plain);
  return phone?.isPossible() && phone.ext === undefined ? phone.number : undefined;
}

function emailForm(text: string): string {
  const address = text.trim();
  const at = address.lastIndexOf('@');
  const domain = address.slice(at + 1);
  // domainToASCII would also decode percent escapes and drop tabs.
  const ascii = at < 1 || /[^\p{L}\p{M}\p{N}.-]/u.test(domain) ? '' : domainToASCII(domain);
  if (ascii === '') return address.toLowerCase();
  return `${address.slice(0, at).toLowerCase()}@${ascii}`;
}

/**
 * The one form of an address, however it is spelled: a number in E.164; an e-mail address in lower case, its domain in
 * ASCII. What is none stays as it is, without outer space and in lower case: it is for the channel to refuse.
 */
export const canonicalAddress = (channel: string, text: string): string =>
  channel === 'email' ? emailForm(text) : (phoneForm(text) ?? text.trim().toLowerCase());

/** Keyed hash of an address: it outlives an erasure and tells nothing without the secret. Its spelling does not count. */
export function addressHash(secret: string, channel: string, address: string): string {
  const plain = JSON.stringify([channel, canonicalAddress(channel, address)]);
  return createHmac('sha256', secret).update(plain).digest('base64url');
}
