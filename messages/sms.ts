/** GSM 03.38: characters of one unit, and those of two (an escape and a character). */
const GSM = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
const GSM_TWO = new Set('\f^{}\\[~]|€');

export interface SmsSize {
  readonly encoding: 'GSM-7' | 'UCS-2';
  /** Septets, or UTF-16 code units. */
  readonly units: number;
  /** Parts that a carrier bills; 0 for an empty text. */
  readonly segments: number;
}

/** Parts of so many units each, no character cut in two. */
function parts(sizes: readonly number[], perPart: number): number {
  let count = 1;
  let used = 0;
  for (const size of sizes) {
    if (used + size > perPart) {
      count++;
      used = 0;
    }
    used += size;
  }
  return count;
}

/** How a text goes over the air: one part holds 160 GSM-7 or 70 UCS-2 units, several hold 153 or 67 each. */
export function smsSegments(text: string): SmsSize {
  const characters = [...text];
  const gsm = characters.every((one) => GSM.has(one) || GSM_TWO.has(one));
  const sizes = characters.map((one) => (gsm ? (GSM_TWO.has(one) ? 2 : 1) : one.length));
  const units = sizes.reduce((sum, size) => sum + size, 0);
  const [single, many] = gsm ? [160, 153] : [70, 67];
  const segments = units === 0 ? 0 : units <= single ? 1 : parts(sizes, many);
  return { encoding: gsm ? 'GSM-7' : 'UCS-2', units, segments };
}
