/** FNV-1a with a final mix (murmur3's): no Node module, the same in every runtime. 32 bits, unsigned. */
export function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash ^= text.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193);
  }
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Where a text falls among 100 parts, evenly: 0 ≤ bucket < 100. */
export const bucket = (text: string): number => (hash32(text) / 2 ** 32) * 100;

/**
 * The arm a bucket falls into.
 * @param arms - weights that sum to 100
 */
export function armOf(arms: Readonly<Record<string, number>>, at: number): string {
  let upTo = 0;
  let last = '';
  for (const [arm, weight] of Object.entries(arms)) {
    upTo += weight;
    if (weight > 0) last = arm;
    if (at < upTo) return arm;
  }
  return last;
}
