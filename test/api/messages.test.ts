import { claimMessage, markMessage, type NewMessage } from '../../store';
import { enroll, newMessage } from '../store/seeds';
import { clear, startApi, type TestApi } from './harness';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
beforeEach(() => clear(api.store));
afterAll(() => api.close());

/** A message whose claim was marked at this instant. */
async function marked(
  at: number,
  mark: { state: 'sent' | 'ambiguous'; resend?: boolean; reason?: string },
): Promise<NewMessage> {
  const message = newMessage(await enroll(api.store), 'welcome/hello#2');
  const claim = { owner: 'a', leaseMs: 60_000, addressHash: 'h', now: at - 1_000 };
  await claimMessage(api.store.db, message, claim);
  await markMessage(api.store.db, { id: message.id, owner: 'a' }, { ...mark, now: at });
  return message;
}
const NOON = Date.UTC(2026, 10, 22, 12);
const listed = async (query = '') => {
  const { status, body } = await api.operate('GET', `/v1/messages?state=ambiguous${query}`);
  expect(status).toBe(200);
  return body as { count: number; messages: { id: string }[]; next?: string };
};

test('what nobody knows the fate of is listed and counted, without an address', async () => {
  await marked(NOON, { state: 'sent' });
  const message = await marked(NOON, { state: 'ambiguous', reason: 'ESOCKET', resend: true });
  expect(await listed()).toEqual({
    count: 1,
    messages: [
      {
        ...{ id: message.id, run: message.enrollment, customer: message.customer },
        ...{ journey: 'welcome', step: 'welcome/hello#2', template: 'welcome/hello' },
        ...{ topic: 'offers', channel: 'email', reason: 'ESOCKET', attempts: 1, resend: true },
        claimedAt: '2026-11-22T11:59:59.000Z',
        markedAt: '2026-11-22T12:00:00.000Z',
      },
    ],
  });
});

test('pages go from the latest to the first, each message once, whatever their instants', async () => {
  const all: string[] = [];
  for (const at of [NOON, NOON + 5, NOON, NOON + 9, NOON]) {
    all.push((await marked(at, { state: 'ambiguous' })).id);
  }
  const seen: string[] = [];
  let next: string | undefined = '';
  while (next !== undefined) {
    const page = await listed(`&limit=2${next && `&after=${next}`}`);
    expect(page.count).toBe(5);
    seen.push(...page.messages.map(({ id }) => id));
    next = page.next;
  }
  expect(seen.slice(0, 2)).toEqual([all[3], all[1]]);
  expect([...seen].sort()).toEqual([...all].sort());
});

test('none: an empty list, and a count that says so', async () => {
  expect(await listed()).toEqual({ count: 0, messages: [] });
});

test.each(['', '?state=sent', '?state=ambiguous&limit=0', '?state=ambiguous&after=x'])(
  '/v1/messages%s is refused',
  async (query) => {
    expect((await api.operate('GET', `/v1/messages${query}`)).status).toBe(400);
  },
);
