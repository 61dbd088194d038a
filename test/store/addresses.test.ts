import fc from 'fast-check';
import { parseEmail, parsePhone } from '../../channels';
import {
  addressHash,
  canonicalAddress,
  inTransaction,
  lockHolders,
  newId,
  readCustomer,
  type Store,
} from '../../store';
import { eachStore } from '../servers/stores';
import { newCustomer } from './seeds';

const US = '+12025550143';

/** Spellings of one address, and the one form of it. */
const SPELLINGS: readonly [channel: 'email' | 'sms', form: string, spellings: readonly string[]][] =
  [
    [
      'sms',
      US,
      [
        US,
        '+1 (202) 555-0143',
        ' +1 202 555 0143 ',
        '+1-202-555-0143',
        '+1.202.555.0143',
        '+1/202/555/0143',
        '+1\u00a0202\u00a0555\u00a00143',
        '\u202a+1 202-555-0143\u202c',
        '＋１２０２５５５０１４３',
        '0012025550143',
        '00 1 202 555 0143',
      ],
    ],
    ['sms', '+442079460018', ['+44 20 7946 0018', '+44 (0)20 7946 0018', '0044 20 79460018']],
    ['sms', '+37491123456', ['+374 91 12-34-56', '00374 91 123456', '+٣٧٤٩١١٢٣٤٥٦']],
    [
      'email',
      'ana@example.com',
      ['ana@example.com', 'Ana@Example.COM', ' ANA@EXAMPLE.COM\t', 'ana@ｅxample.com'],
    ],
    [
      'email',
      'ana@xn--exmple-cua.com',
      ['ana@exämple.com', 'Ana@EXÄMPLE.com', 'ana@exa\u0308mple.com', 'ana@XN--EXMPLE-CUA.com'],
    ],
    ['email', 'ana@xn--mxa0b.com', ['ana@ασ.com', 'ANA@ΑΣ.COM']],
  ];
const each = SPELLINGS.flatMap(([channel, form, spellings]) =>
  spellings.map((spelling) => [channel, spelling, form, spellings] as const),
);

describe('an address has one form', () => {
  test.each(each)('%s %j is %s', (channel, spelling, form) => {
    expect(canonicalAddress(channel, spelling)).toBe(form);
    expect(addressHash('secret', channel, spelling)).toBe(addressHash('secret', channel, form));
  });

  test.each([
    ['sms', ' 202 555 0143 ', '202 555 0143'],
    ['sms', '+12025550143 ext 4', '+12025550143 ext 4'],
    ['sms', 'Call Me', 'call me'],
    ['email', ' Ana ', 'ana'],
    ['email', 'Ana@exa%2Emple.com', 'ana@exa%2emple.com'],
    ['email', 'ana@exam\tple.com', 'ana@exam\tple.com'],
    ['email', 'ana@', 'ana@'],
  ] as const)('what is no address stays as it is: %s %j', (channel, text, kept) => {
    expect(canonicalAddress(channel, text)).toBe(kept);
  });

  test('other addresses have other hashes', () => {
    const hashes = SPELLINGS.map(([channel, form]) => addressHash('secret', channel, form));
    expect(new Set(hashes).size).toBe(SPELLINGS.length);
    expect(addressHash('other', 'sms', US)).not.toBe(addressHash('secret', 'sms', US));
    expect(addressHash('secret', 'email', US)).not.toBe(addressHash('secret', 'sms', US));
  });

  test('the form has itself for a form, and is what a channel makes of the address', () => {
    const digits = fc.stringMatching(/^(\+|00|＋)?[\d ().-]{0,24}$/);
    const mail = fc.stringMatching(/^[A-Za-z.]{1,9}@[A-Za-zéßΣ.-]{1,20}\.(com|ru)$/);
    fc.assert(
      fc.property(fc.oneof(fc.string(), digits, mail), (text) => {
        for (const channel of ['email', 'sms'] as const) {
          const form = canonicalAddress(channel, text);
          expect(canonicalAddress(channel, form)).toBe(form);
        }
        const phone = parsePhone(text);
        if (phone !== undefined) expect(canonicalAddress('sms', text)).toBe(phone);
        const email = parseEmail(text);
        if (email !== undefined) {
          expect(canonicalAddress('email', text)).toBe(email.toLowerCase());
        }
      }),
    );
  });
});

eachStore((open) => {
  let store: Store;
  beforeAll(async () => {
    store = await open();
  });
  beforeEach(async () => {
    await store.db.deleteFrom('customers').execute();
  });

  test.each(each)('who has an address is found by any spelling: %s %j', async (...one) => {
    const [channel, spelling, form, spellings] = one;
    const trait = channel === 'email' ? 'email' : 'phone';
    const customer = await newCustomer(store, { userId: newId(), traits: { [trait]: spelling } });
    expect((await readCustomer(store.db, customer))?.[trait]).toBe(form);
    for (const other of spellings) {
      const holders = await inTransaction(store, (tx) => lockHolders(tx, channel, other));
      expect(holders).toEqual([customer]);
    }
  });
});
