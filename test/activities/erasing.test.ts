import type { ChannelPort, OutgoingMessage } from '../../channels';
import { newId } from '../../store';
import { signLink } from '../../messages';
import { startApi, type TestApi } from '../api/harness';
import { eachStore } from '../servers/stores';
import { catalog } from './catalog';
import { HELLO, sends } from './mailing';
import { SECRET, Shop } from './shop';

eachStore((open) => {
  let shop: Shop;
  let api: TestApi;
  let taken: OutgoingMessage[];
  let user: { userId: string; email: string };
  beforeAll(async () => {
    const store = await open();
    shop = await Shop.open(store);
    api = await startApi({ store, catalog, secret: SECRET });
  });
  afterAll(() => api.close());
  beforeEach(async () => {
    await shop.pass(0);
    taken = [];
    user = { userId: newId(), email: `${newId()}@example.com` };
  });

  const port: ChannelPort = {
    name: 'taking',
    channel: 'email',
    send: (message) => {
      taken.push(message);
      return Promise.resolve({ status: 'accepted', providerId: newId() });
    },
    close: () => Promise.resolve(),
  };
  /** @returns our id of the customer, after all that the shop tells of them was accepted */
  async function identify({ userId, email } = user): Promise<string> {
    await api.track('identify', { userId, traits: { email } });
    const found = await api.operate('POST', '/v1/customers/find', { userId });
    return (found.body as { customer: string }).customer;
  }
  const unsubscribe = (customer: string, scope: 'topic' | 'all') =>
    api.call('POST', `/unsubscribe/${signLink(SECRET, 'unsubscribe', [customer, 'offers'])}`, {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: `scope=${scope}`,
    });
  const erase = async ({ userId } = user) =>
    expect(await api.operate('POST', '/v1/customers/erase', { userId })).toMatchObject({
      status: 200,
    });
  const says = (customer: string, granted: boolean, topic = 'offers') =>
    shop.accepted({
      ...{ type: 'system', customer, name: 'Asked' },
      consents: [{ topic, channel: 'email', granted }],
    });
  /** What becomes of a mail of this journey to the customer. */
  async function mails(customer: string, journey = 'welcome'): Promise<unknown> {
    const [name, template, properties] =
      journey === 'welcome'
        ? ['Signed Up', HELLO, { source: 'web' }]
        : ['Order Completed', 'follow-up/thanks', { order_id: newId(), total: 1, note: 'x' }];
    await shop.does(customer, name, properties);
    await shop.apply(customer);
    const run = (await shop.runs(customer, journey)).at(-1);
    const context = { journey, customer, generation: 0, release: run?.release ?? '' };
    const answer = await sends(
      shop.activities([port]),
      { ...context, enrollment: run?.id ?? '' },
      template,
    );
    return (answer as { value?: unknown }).value;
  }
  const refused = { status: 'skipped', reason: 'no consent' };
  const sent = expect.objectContaining({ status: 'sent' }) as unknown;

  test.each(['topic', 'all'] as const)(
    'a no (%s) outlives the erasure of whoever said it; what asks for no consent goes on',
    async (scope) => {
      const before = await identify();
      await unsubscribe(before, scope);
      await erase();
      const after = await identify({ ...user, email: user.email.toUpperCase() });
      expect(after).not.toBe(before);
      expect(await mails(after)).toEqual(refused);
      expect(taken).toEqual([]);
      expect(await mails(after, 'follow-up')).toEqual(sent);
      const kept = await shop.store.db.selectFrom('suppressions').selectAll().execute();
      expect(JSON.stringify(kept)).not.toContain(user.email.slice(0, 10));
    },
  );

  test('who says yes since is written to, and is no more refused when erased in turn', async () => {
    await unsubscribe(await identify(), 'all');
    await erase();
    const second = await identify();
    await says(second, true);
    expect(await mails(second)).toEqual(sent);
    await says(second, true, '*');
    await erase();
    expect(await mails(await identify())).toEqual(sent);
  });

  test('a no stands through several erasures, and one that was taken back does not', async () => {
    await unsubscribe(await identify(), 'topic');
    await erase();
    await identify();
    await erase();
    expect(await mails(await identify())).toEqual(refused);

    user = { userId: newId(), email: `${newId()}@example.com` };
    const other = await identify();
    await unsubscribe(other, 'topic');
    await shop.pass(1_000);
    await says(other, true, '*');
    await erase();
    expect(await mails(await identify())).toEqual(sent);
  });

  test('a suppression that is lifted leaves the no', async () => {
    await unsubscribe(await identify(), 'topic');
    await erase();
    const address = { channel: 'email', address: user.email };
    await api.operate('POST', '/v1/suppressions', address);
    const after = await identify();
    expect(await mails(after, 'follow-up')).toMatchObject({ reason: 'suppressed' });
    await api.operate('POST', '/v1/suppressions/lift', address);
    expect(await mails(after)).toEqual(refused);
    expect(await mails(after, 'follow-up')).toEqual(sent);
  });
});
