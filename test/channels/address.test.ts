import fc from 'fast-check';
import { PermanentError } from '../../engine';
import { parseEmail, parsePhone, parseSender } from '../../channels';

describe('an e-mail address', () => {
  test.each([
    ['ana@example.com', 'ana@example.com'],
    ['Ana.B+offers@Example.COM', 'Ana.B+offers@example.com'],
    ["o'neil@shop.example", "o'neil@shop.example"],
    ['ana@exämple.com', 'ana@xn--exmple-cua.com'],
    [`${'a'.repeat(64)}@example.com`, `${'a'.repeat(64)}@example.com`],
  ])('%s is taken as %s', (text, address) => {
    expect(parseEmail(text)).toBe(address);
  });

  test.each([
    ['', 'nothing'],
    ['ana', 'no domain'],
    ['ana@localhost', 'a domain without a dot'],
    ['@example.com', 'no local part'],
    ['ana@', 'an empty domain'],
    ['ana@[127.0.0.1]', 'an IP literal'],
    ['ana@127.0.0.1', 'an IP address'],
    ['ana@0x7f.1', 'an IP address in hexadecimal'],
    ['"ana b"@example.com', 'a quoted part'],
    ['ana(comment)@example.com', 'a comment'],
    ['Ana <ana@example.com>', 'a display name'],
    ['ana@example.com,bob@example.com', 'a list'],
    ['friends:ana@example.com;', 'a group'],
    ['ana@evil.com@example.com', 'two at signs'],
    ['ana@exa%2emple.com', 'a percent escape'],
    ['ana@example.com\r\nRCPT TO:<bob@example.com>', 'a line break'],
    ['ana@exam\tple.com', 'a tab in the domain'],
    ['ana@example.com ', 'a space behind'],
    ['.ana@example.com', 'a leading dot'],
    ['ana..b@example.com', 'two dots'],
    ['ana@-example.com', 'a label that begins with a hyphen'],
    ['ana@example..com', 'an empty label'],
    ['ána@example.com', 'a local part beyond ASCII'],
    [`${'a'.repeat(65)}@example.com`, 'a local part of 65'],
    [`ana@${'a'.repeat(64)}.com`, 'a label of 64'],
    [`ana@${'a.'.repeat(126)}com`, 'more than 254 characters'],
  ])('%j is refused: %s', (text) => {
    expect(parseEmail(text)).toBeUndefined();
  });

  test('what is taken has one at sign, no space, no control character, and is taken again unchanged', () => {
    const piece = fc.stringMatching(/^[\w.@"()<>,:;[\]\\ \r\n%é-]{0,40}$/);
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.tuple(piece, piece).map((two) => two.join('@')),
        ),
        (text) => {
          const address = parseEmail(text);
          if (address === undefined) return;
          expect(address).toMatch(/^[\x21-\x3f\x41-\x7e]+@[a-z0-9.-]+$/);
          expect(parseEmail(address)).toBe(address);
        },
      ),
    );
  });
});

describe('a phone number', () => {
  test.each([
    ['+15005550006', '+15005550006'],
    [' +1 (202) 555-0143 ', '+12025550143'],
    ['+447700900123', '+447700900123'],
    ['+37410123456', '+37410123456'],
  ])('%j is taken as %s', (text, number) => {
    expect(parsePhone(text)).toBe(number);
  });

  test.each([
    ['', 'nothing'],
    ['202 555 0143', 'no country code'],
    ['tel:+12025550143', 'a URI'],
    ['+1', 'too short'],
    [`+1${'2'.repeat(30)}`, 'too long'],
    ['+12025550143 ext 4', 'an extension'],
    ['+not a number', 'letters'],
  ])('%j is refused: %s', (text) => {
    expect(parsePhone(text)).toBeUndefined();
  });
});

describe('a sender', () => {
  test('is an address, or an address in angle brackets behind a name', () => {
    expect(parseSender('hello@shop.example')).toEqual({ name: '', address: 'hello@shop.example' });
    expect(parseSender('My Shop <hello@Shop.example>')).toEqual({
      name: 'My Shop',
      address: 'hello@shop.example',
    });
  });

  test.each([
    '',
    'My Shop',
    'My Shop <hello>',
    'a <b@c.example> d',
    'My\nShop <hello@shop.example>',
  ])('%j is refused with SENDER_INVALID', (text) => {
    expect(() => parseSender(text)).toThrow(PermanentError);
    expect(() => parseSender(text)).toThrow(expect.objectContaining({ code: 'SENDER_INVALID' }));
  });
});
