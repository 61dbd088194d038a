import { domainToASCII } from 'node:url';
import { parsePhoneNumberFromString } from 'libphonenumber-js';
import { PermanentError } from '../engine';

const LONGEST = 254;
const LOCAL = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

const isDomain = (domain: string): boolean => {
  const labels = domain.split('.');
  return (
    labels.length > 1 &&
    labels.every((label) => LABEL.test(label)) &&
    !/^\d+$/.test(labels.at(-1) ?? '')
  );
};

/**
 * One plain e-mail address, or nothing: no display name, comment, group, quoted part or IP literal,
 * no control character, at most 254 characters. Linear in the length of the text.
 * @returns the address with its domain in lower-case ASCII (UTS 46), or `undefined`
 */
export function parseEmail(text: string): string | undefined {
  if (text.length > LONGEST) return undefined;
  const at = text.lastIndexOf('@');
  const local = text.slice(0, at);
  if (at < 1 || local.length > 64 || !LOCAL.test(local)) return undefined;
  const written = text.slice(at + 1);
  // domainToASCII also decodes percent escapes and drops tabs: what is written must be a host name already.
  if (/[^\p{L}\p{M}\p{N}.-]/u.test(written)) return undefined;
  const domain = domainToASCII(written);
  const address = `${local}@${domain}`;
  return isDomain(domain) && address.length <= LONGEST ? address : undefined;
}

/**
 * @param text - with country code, as `+15005550006` or `+1 (500) 555-0006`; no extension
 * @returns the number in E.164, or `undefined` where it is not a possible number
 * @see https://www.itu.int/rec/T-REC-E.164
 */
export function parsePhone(text: string): string | undefined {
  if (text.length > 40 || !text.trim().startsWith('+')) return undefined;
  const phone = parsePhoneNumberFromString(text.trim());
  return phone?.isPossible() && phone.ext === undefined ? phone.number : undefined;
}

/** Who writes: an address, with a name beside it or not. */
export interface Sender {
  readonly name: string;
  readonly address: string;
}

/**
 * @param text - `hello@shop.example` or `Shop <hello@shop.example>`
 * @throws PermanentError `SENDER_INVALID`
 */
export function parseSender(text: string): Sender {
  const match = /^([^<>"]*)<([^<>]*)>$/.exec(text.trim());
  const address = parseEmail((match?.[2] ?? text).trim());
  const name = (match?.[1] ?? '').trim();
  if (address === undefined || hasControl(name)) throw new PermanentError('SENDER_INVALID');
  return { name, address };
}

/** A line break in a header starts another one. */
export const hasControl = (text: string): boolean => /\p{Cc}/u.test(text);
