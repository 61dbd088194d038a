import { createHash, randomBytes } from 'node:crypto';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
const LENGTH = 26;

function base32(bytes: Uint8Array): string {
  let bits = 0;
  let held = 0;
  let text = '';
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xffff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET.charAt((held >>> bits) & 31);
    }
  }
  return text;
}

/** The same parts, the same id: 26 characters of base32 that say nothing about them. */
export function opaqueId(...parts: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest();
  return base32(hash).slice(0, LENGTH);
}

/** A random id, 26 characters of base32 after the prefix. */
export const newId = (prefix = ''): string => prefix + base32(randomBytes(17)).slice(0, LENGTH);
