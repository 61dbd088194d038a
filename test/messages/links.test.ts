import fc from 'fast-check';
import { messageLinks, signLink, verifyLink } from '../../messages';

const secret = 'a secret of the shop';
const ids = fc.array(fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/), { minLength: 1, maxLength: 4 });

it('a link gives back what was signed, for its purpose and under its secret only', () => {
  fc.assert(
    fc.property(ids, (signed) => {
      const token = signLink(secret, 'unsubscribe', signed);
      expect(token).toMatch(/^[\w-]+\.[\w-]+$/);
      expect(verifyLink(secret, 'unsubscribe', token)).toEqual(signed);
      expect(verifyLink(secret, 'feedback', token)).toBeUndefined();
      expect(verifyLink('another', 'unsubscribe', token)).toBeUndefined();
    }),
  );
});

it('a link with any one character changed, left out or added is none', () => {
  const token = signLink(secret, 'unsubscribe', ['c-1', 'offers']);
  fc.assert(
    fc.property(
      fc.nat(token.length - 1),
      fc.constantFrom('', 'A', 'B', '.', '-', '=', ' ', '\n', 'é'),
      fc.boolean(),
      (at, other, insert) => {
        const changed = token.slice(0, at) + other + token.slice(insert ? at : at + 1);
        if (changed !== token) expect(verifyLink(secret, 'unsubscribe', changed)).toBeUndefined();
      },
    ),
    { numRuns: 2000 },
  );
});

it('anything else is no link, and costs nothing', () => {
  for (const token of ['', '.', 'x', 'x.', '.x', 'x.y.z', '..', 'x'.repeat(100_000)]) {
    expect(verifyLink(secret, 'unsubscribe', token)).toBeUndefined();
  }
});

it.each([['ada@example.com'], ['+15550100'], ['a b'], [''], ['x'.repeat(65)], ['a.b']])(
  'what is not opaque is not signed: %j',
  (id) => {
    const refused = expect.objectContaining({ code: 'LINK_INVALID' }) as Error;
    expect(() => signLink(secret, 'unsubscribe', [id])).toThrow(refused);
  },
);

it('without a secret nothing is signed', () => {
  expect(() => signLink('', 'unsubscribe', ['c'])).toThrow();
});

it('a message’s links name the customer, the topic and the message to nobody but us', () => {
  const { unsubscribe, feedback } = messageLinks({
    secret,
    publicUrl: 'https://go.example.com/',
    customer: 'c-1',
    topic: 'offers',
    message: 'm-1',
  });
  const token = unsubscribe.replace('https://go.example.com/unsubscribe/', '');
  expect(verifyLink(secret, 'unsubscribe', token)).toEqual(['c-1', 'offers']);
  const asked = feedback.replace('https://go.example.com/feedback/', '');
  expect(verifyLink(secret, 'feedback', asked)).toEqual(['m-1']);
  expect(verifyLink(secret, 'unsubscribe', asked)).toBeUndefined();
});
