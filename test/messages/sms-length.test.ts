import fc from 'fast-check';
import { smsSegments } from '../../messages';

it.each([
  ['nothing', '', 'GSM-7', 0, 0],
  ['a full part', 'a'.repeat(160), 'GSM-7', 160, 1],
  ['one more', 'a'.repeat(161), 'GSM-7', 161, 2],
  ['two full parts', 'a'.repeat(306), 'GSM-7', 306, 2],
  ['one more than two', 'a'.repeat(307), 'GSM-7', 307, 3],
  ['signs of two units', '€'.repeat(80), 'GSM-7', 160, 1],
  ['a sign of two units over the edge', `${'a'.repeat(159)}€`, 'GSM-7', 161, 2],
  [
    'a sign of two units that no part cuts',
    `${'a'.repeat(152)}€${'a'.repeat(152)}`,
    'GSM-7',
    306,
    3,
  ],
  ['letters of the alphabet', 'Àé', 'UCS-2', 2, 1],
  ['those it has', 'éèùÉÄöñ¿§', 'GSM-7', 9, 1],
  ['a curly apostrophe', `${'a'.repeat(69)}’`, 'UCS-2', 70, 1],
  ['and one more', `${'a'.repeat(70)}’`, 'UCS-2', 71, 2],
  ['Urdu', 'خوش آمدید', 'UCS-2', 9, 1],
  ['an emoji', '🎶', 'UCS-2', 2, 1],
  ['an emoji that no part cuts', `${'م'.repeat(66)}🎶${'م'.repeat(66)}`, 'UCS-2', 134, 3],
])('%s', (_, text, encoding, units, segments) => {
  expect(smsSegments(text)).toEqual({ encoding, units, segments });
});

it('more text is never fewer parts, and no part holds more than it can', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), fc.string(), (text, more) => {
      const { encoding, units, segments } = smsSegments(text);
      expect(segments * (encoding === 'GSM-7' ? 160 : 70)).toBeGreaterThanOrEqual(units);
      expect(smsSegments(text + more).segments).toBeGreaterThanOrEqual(segments);
    }),
  );
});
