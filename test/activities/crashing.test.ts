import type { RunContext } from '../../engine';
import type {
  ChannelAnswer,
  ChannelPort,
  LostAttempt,
  OutgoingMessage,
  Reconciled,
} from '../../channels';
import { TransientError } from '../../engine';
import {
  endEnrollment,
  inTransaction,
  lockCustomer,
  messagesOf,
  type Message,
  type Store,
} from '../../store';
import { eachStore } from '../servers/stores';
import { storedTemplates } from '../../activities';
import { catalog } from './catalog';
import { HELLO, LIMITS, MailingShop, never, sends } from './mailing';
import { type Shop, step } from './shop';

const RECEIPT = 'follow-up/thanks';

/** A process that dies at a moment of the hand-over: nothing of it is heard again. */
const dies = (
  port: ChannelPort,
  when: 'before' | 'after',
): { port: ChannelPort; dead: Promise<void> } => {
  let die = (): void => undefined;
  const dead = new Promise<void>((resolve) => (die = resolve));
  const send = async (message: OutgoingMessage): Promise<ChannelAnswer> => {
    if (when === 'after') await port.send(message);
    die();
    return never();
  };
  return { port: { ...port, send }, dead };
};

/** A store whose database can be taken away. */
function fragile(store: Store): { store: Store; away: boolean } {
  const state = { away: false, store };
  state.store = {
    ...store,
    get db() {
      if (state.away) throw new TransientError('DATABASE_UNAVAILABLE', { error: 'a test' });
      return store.db;
    },
  };
  return state;
}

eachStore((open) => {
  let mailing: MailingShop;
  let shop: Shop;
  beforeAll(async () => {
    mailing = await MailingShop.open(await open());
    shop = mailing.shop;
  });
  afterAll(() => mailing.close());
  beforeEach(() => shop.pass(0));
  afterEach(() => {
    mailing.server.beforeAccept = () => Promise.resolve();
  });

  const ledger = async (run: RunContext): Promise<Message | undefined> =>
    (await messagesOf(shop.store.db, run.enrollment))[0];
  const buyer = async (): Promise<{ run: RunContext; to: string }> => {
    const to = `${Math.random().toString(36).slice(2)}@example.com`;
    const entry = { name: 'Order Completed', properties: { order_id: 'o-1', total: 5, note: 'x' } };
    return { run: await shop.enrolled({ email: to }, 'follow-up', entry), to };
  };
  const killed = async (
    when: 'before' | 'after',
    { run }: { run: RunContext },
    template: string,
  ): Promise<void> => {
    const { port, dead } = dies(mailing.channel(), when);
    const dying = mailing.process(port, { budgetMs: 100 });
    const asked = step(run, `${template}#1`);
    const input = { template, props: {}, due: Date.UTC(2030, 0) };
    expect(await dying.local.send(run, input, asked)).toEqual({ status: 'pending' });
    await dead;
    await shop.expireLeases(run);
  };

  test('dead before the claim: nothing has happened, and the next try sends', async () => {
    const { run, to } = await mailing.recipient();
    const state = fragile(shop.store);
    state.away = true;
    const down = shop.activities([mailing.channel()], { store: state.store, limits: LIMITS });
    await expect(sends(down, run)).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    expect(await ledger(run)).toBeUndefined();
    expect(await sends(mailing.process(), run)).toMatchObject({ value: { status: 'sent' } });
    expect(mailing.server.to(to).length).toBe(1);
  });

  test.each([
    ['after the claim', 'before', 0],
    ['after the server took it', 'after', 1],
  ] as const)('dead %s, `hold`: ambiguous, and never sent again', async (_, when, mails) => {
    const recipient = await mailing.recipient();
    const { run, to } = recipient;
    await killed(when, recipient, HELLO);
    const answer = await sends(mailing.process(), run);
    const message = await ledger(run);
    expect(answer).toMatchObject({ value: { status: 'sent', message: message?.id } });
    expect(message).toMatchObject({ state: 'ambiguous', attempts: 1 });
    expect(await sends(mailing.process(), run)).toEqual(answer);
    expect(mailing.server.to(to).length).toBe(mails);
  });

  test.each([
    ['after the claim', 'before', 1],
    ['after the server took it', 'after', 2],
  ] as const)('dead %s, `resend`: sent again under the same Message-ID', async (_, when, mails) => {
    const customer = await buyer();
    await killed(when, customer, RECEIPT);
    await sends(mailing.process(), customer.run, RECEIPT);
    expect(await ledger(customer.run)).toMatchObject({ state: 'sent', attempts: 2 });
    const ids = mailing.server.to(customer.to).map(({ id }) => id);
    expect(ids.length).toBe(mails);
    expect(new Set(ids).size).toBe(1);
  });

  test('an opt-out since then holds for what is sent again', async () => {
    const recipient = await mailing.recipient();
    const { run, to } = recipient;
    const reconcile = (): Promise<Reconciled> => Promise.resolve({ status: 'not sent' });
    await killed('before', recipient, HELLO);
    await shop.accepted({
      customer: run.customer,
      name: 'Unsubscribed',
      properties: { topic: 'offers' },
      consents: [{ topic: 'offers', channel: 'email', granted: false }],
    });
    const asks = { ...mailing.channel(), reconcile };
    expect(await sends(mailing.process(asks), run)).toEqual({
      status: 'ended',
      end: 'consent withdrawn',
    });
    expect(mailing.server.to(to)).toEqual([]);
  });

  test('a provider that can be asked settles what is ambiguous', async () => {
    const [sent, lost] = [await mailing.recipient(), await mailing.recipient()];
    await killed('after', sent, HELLO);
    await killed('before', lost, HELLO);
    const heard: LostAttempt[] = [];
    const asks = (answer: Reconciled): ChannelPort => ({
      ...mailing.channel(),
      reconcile: (attempt) => {
        heard.push(attempt);
        return Promise.resolve(answer);
      },
    });
    await sends(mailing.process(asks({ status: 'sent', providerId: 'p-1' })), sent.run);
    await sends(mailing.process(asks({ status: 'not sent' })), lost.run);
    expect(await ledger(sent.run)).toMatchObject({ state: 'sent', providerId: 'p-1', attempts: 1 });
    expect(await ledger(lost.run)).toMatchObject({ state: 'sent', attempts: 2 });
    expect(mailing.server.to(sent.to).length).toBe(1);
    expect(mailing.server.to(lost.to).length).toBe(1);
    expect(heard[0]).toMatchObject({ to: sent.to, text: expect.stringContaining('Welcome.') });
    expect(heard[0]?.until.getTime()).toBeLessThan(Date.now());
    const { since, until } = heard[0] ?? {};
    expect(Number(until) - Number(since)).toBe(LIMITS.leaseMs);
  });

  test('no answer from a provider that can be asked: asked later, until it knows', async () => {
    const { run } = await mailing.recipient();
    let known: Reconciled = { status: 'unknown' };
    const port: ChannelPort = {
      ...mailing.channel(),
      send: () => Promise.resolve({ status: 'unknown', code: 'ECONNRESET', reason: 'no answer' }),
      reconcile: () => Promise.resolve(known),
    };
    const process = mailing.process(port);
    const first = await sends(process, run);
    expect(first).toMatchObject({ status: 'later' });
    expect(await ledger(run)).toMatchObject({ state: 'claimed' });
    await shop.expireLeases(run);
    expect(await sends(process, run)).toMatchObject({ status: 'later' });
    known = { status: 'sent', providerId: 'p-2' };
    expect(await sends(process, run)).toMatchObject({ value: { status: 'sent' } });
    expect(await ledger(run)).toMatchObject({ state: 'sent', providerId: 'p-2', attempts: 1 });
  });

  test('a claim whose run is over is settled without it, and not before it ran out', async () => {
    const [abandoned, awaited] = [await mailing.recipient(), await mailing.recipient()];
    await killed('before', abandoned, HELLO);
    await killed('before', awaited, HELLO);
    await inTransaction(shop.store, async (tx) => {
      const { now } = await lockCustomer(tx, abandoned.run.customer);
      await endEnrollment(tx, abandoned.run.enrollment, 'ended in Temporal', now);
    });
    await mailing.process().settleAbandoned();
    expect(await ledger(abandoned.run)).toMatchObject({ state: 'ambiguous' });
    expect(await ledger(awaited.run)).toMatchObject({ state: 'claimed' });
  });

  test('a late answer of a claim that was lost changes nothing', async () => {
    const { run, to } = await mailing.recipient();
    let goOn = (): void => undefined;
    const held = new Promise<void>((resolve) => (goOn = resolve));
    let arrive = (): void => undefined;
    const handedOver = new Promise<void>((resolve) => (arrive = resolve));
    mailing.server.beforeAccept = () => {
      arrive();
      return held;
    };
    const slow = mailing.process(undefined, { budgetMs: 50 });
    const input = { template: HELLO, props: {}, due: Date.UTC(2030, 0) };
    expect(await slow.local.send(run, input, step(run, `${HELLO}#1`))).toEqual({
      status: 'pending',
    });
    await handedOver;
    await shop.expireLeases(run);
    await sends(mailing.process(), run);
    goOn();
    await slow.drain();
    expect(await ledger(run)).toMatchObject({ state: 'ambiguous', attempts: 1 });
    expect(mailing.server.to(to).length).toBe(1);
  });

  test('a late refusal of a claim that is another’s now is not written', async () => {
    const { run } = await buyer();
    const answers: ((answer: ChannelAnswer) => void)[] = [];
    const port: ChannelPort = {
      ...mailing.channel(),
      send: () => new Promise((resolve) => answers.push(resolve)),
    };
    const [first, second] = [mailing.process(port), mailing.process(port)];
    const input = { template: RECEIPT, props: {}, due: Date.UTC(2030, 0) };
    const asked = step(run, `${RECEIPT}#1`);
    const waiting = [first.ordinary.send(run, input, asked)];
    while (answers.length < 1) await new Promise(setImmediate);
    await shop.expireLeases(run);
    waiting.push(second.ordinary.send(run, input, asked));
    while (answers.length < 2) await new Promise(setImmediate);
    answers[0]?.({ status: 'refused', code: '550', failure: 'address', suppress: true });
    await new Promise((resolve) => setTimeout(resolve, 100));
    answers[1]?.({ status: 'accepted', providerId: 'p-3' });
    const [late, good] = await Promise.all(waiting);
    expect(good).toMatchObject({ value: { status: 'sent' } });
    expect(late).toEqual(good);
    expect(await ledger(run)).toMatchObject({ state: 'sent', providerId: 'p-3', attempts: 2 });
  });

  test('held up until too little is left of its claim, it lets go of it and claims anew', async () => {
    const { run, to } = await mailing.recipient();
    const stored = storedTemplates(shop.store, catalog);
    const states: unknown[] = [];
    const templates = {
      of: async (release: string) => {
        states.push((await ledger(run))?.attempts);
        if (states.length === 1) await new Promise((resolve) => setTimeout(resolve, 600));
        return stored.of(release);
      },
    };
    const limits = { ...LIMITS, leaseMs: 10_500 };
    const activities = shop.activities([mailing.channel()], { templates, limits });
    expect(await sends(activities, run)).toMatchObject({ value: { status: 'sent' } });
    expect(states).toEqual([1, 2]);
    expect(await ledger(run)).toMatchObject({ state: 'sent', attempts: 2 });
    expect(mailing.server.to(to).length).toBe(1);
  });

  test('a machine that stood still, clocks and all, hands nothing over when its claim is another’s', async () => {
    const { run, to } = await buyer();
    const stored = storedTemplates(shop.store, catalog);
    let stood = false;
    const templates = {
      of: async (release: string) => {
        if (!stood) {
          stood = true;
          await shop.expireLeases(run);
          await sends(mailing.process(), run, RECEIPT);
        }
        return stored.of(release);
      },
    };
    const first = shop.activities([mailing.channel()], { templates, limits: LIMITS });
    await sends(first, run, RECEIPT);
    await first.drain();
    expect(mailing.server.to(to).length).toBe(1);
  });

  test('a mark that fails is tried until the lease ends; then the row is ambiguous, not lost', async () => {
    const [back, gone] = [await mailing.recipient(), await mailing.recipient()];
    for (const [{ run }, recovers] of [
      [back, true],
      [gone, false],
    ] as const) {
      const state = fragile(shop.store);
      const real = mailing.channel();
      const port: ChannelPort = {
        ...real,
        send: async (message) => {
          const answer = await real.send(message);
          state.away = true;
          if (recovers) setTimeout(() => (state.away = false), 300);
          return answer;
        },
      };
      const limits = { ...LIMITS, leaseMs: 2_500, handOverMs: 1_000 };
      const activities = shop.activities([port], { store: state.store, limits });
      const input = { template: HELLO, props: {}, due: Date.UTC(2030, 0) };
      const sending = activities.ordinary.send(run, input, step(run, `${HELLO}#1`));
      if (recovers) expect(await sending).toMatchObject({ value: { status: 'sent' } });
      else await expect(sending).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    }
    expect(await ledger(back.run)).toMatchObject({ state: 'sent' });
    expect(await ledger(gone.run)).toMatchObject({ state: 'claimed' });
    await shop.expireLeases(gone.run);
    await sends(mailing.process(), gone.run);
    expect(await ledger(gone.run)).toMatchObject({ state: 'ambiguous' });
    expect(mailing.server.to(gone.to).length).toBe(1);
  });
});
