import { createHmac, timingSafeEqual } from 'node:crypto';
import { PermanentError } from '../engine';

const OPAQUE = /^[\w-]{1,64}$/;
const LONGEST_TOKEN = 1024;

const mac = (secret: string, purpose: string, payload: string): Buffer =>
  createHmac('sha256', secret).update(`perennial-link\n${purpose}\n${payload}`).digest();

/**
 * A token for a public page: HMAC-SHA256 over a purpose and opaque ids. It never expires, tells
 * nothing about anyone, and is good for this one purpose only.
 * @throws PermanentError `LINK_INVALID` when an id is not opaque
 */
export function signLink(secret: string, purpose: string, ids: readonly string[]): string {
  if (secret === '' || ids.length === 0 || !ids.every((id) => OPAQUE.test(id))) {
    throw new PermanentError('LINK_INVALID');
  }
  const payload = Buffer.from(ids.join('.')).toString('base64url');
  return `${payload}.${mac(secret, purpose, payload).toString('base64url')}`;
}

/** @returns the ids signed for this purpose, or `undefined` for any other token */
export function verifyLink(secret: string, purpose: string, token: string): string[] | undefined {
  if (token.length > LONGEST_TOKEN) return undefined;
  const [payload, signature, more] = token.split('.');
  if (!payload || !signature || more !== undefined) return undefined;
  const expected = mac(secret, purpose, payload);
  const given = Buffer.from(signature, 'base64url');
  // Decoding forgives what is not base64url; only the one spelling we made is taken.
  if (given.toString('base64url') !== signature || given.length !== expected.length)
    return undefined;
  return timingSafeEqual(given, expected)
    ? Buffer.from(payload, 'base64url').toString().split('.')
    : undefined;
}

/** The links that a template finds in `links`: for one customer, the topic and the id of the message. */
export function messageLinks(of: {
  readonly secret: string;
  readonly publicUrl: string;
  readonly customer: string;
  readonly topic: string;
  readonly message: string;
}): { unsubscribe: string; feedback: string } {
  const page = (name: string, ...ids: string[]): string =>
    `${of.publicUrl.replace(/\/+$/, '')}/${name}/${signLink(of.secret, name, ids)}`;
  return {
    unsubscribe: page('unsubscribe', of.customer, of.topic),
    /** Asks for a score from 1 to 5; with `/<score>` behind it, that one is meant. */
    feedback: page('feedback', of.message),
  };
}
