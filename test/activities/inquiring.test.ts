import type { RunContext, WaitInput } from '../../engine';
import {
  closeInquiry,
  eraseCustomer,
  inTransaction,
  listInquiries,
  lockCustomer,
  newGeneration,
  readCall,
  readInquiry,
} from '../../store';
import { eachStore } from '../servers/stores';
import { catalog } from './catalog';
import { MailServer } from './mail-server';
import { createSmtpChannel } from '../../channels';
import { DAY, Shop, step } from './shop';

const subject = 'Unhappy with an order: 1 of 5';

eachStore((open) => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await Shop.open(await open());
  });
  beforeEach(() => shop.pass(0));

  const ask = (run: RunContext, name = 'open-inquiry#1', skip = false) =>
    shop
      .activities()
      .local.do(run, { effect: 'open-inquiry', input: { subject } }, step(run, name, skip));
  const opened = async (run: RunContext): Promise<string> => {
    const answer = await ask(run);
    if (!('value' in answer) || !('inquiry' in answer.value)) throw new Error('not opened');
    return answer.value['inquiry'] as string;
  };
  const notBefore = async ({ enrollment }: RunContext) =>
    (await readCall(shop.store.db, enrollment, 0, 'any#1'))?.notBefore;
  const supported = async (run: RunContext, name: string) => {
    const answer = await shop
      .activities()
      .local.is(run, { segment: 'support-open' }, step(run, name));
    return 'value' in answer && answer.value;
  };
  const names = async ({ customer }: RunContext): Promise<string[]> => {
    const events = shop.store.db.selectFrom('events').select('name');
    const rows = await events.where('customer', '=', customer).orderBy('number').execute();
    return rows.map(({ name }) => name);
  };
  const close = (id: string, solved = true) =>
    inTransaction(shop.store, (tx) => closeInquiry(tx, id, { by: 'ana', solved }));

  test('an inquiry is opened once, however often and by however many it is tried', async () => {
    const run = await shop.enrolled();
    const answers = await Promise.all(Array.from({ length: 6 }, () => ask(run)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    const { inquiries } = await listInquiries(shop.store.db, { customer: run.customer });
    expect(inquiries).toMatchObject([
      { subject, enrollment: run.enrollment, journey: 'welcome', closedAt: null, solved: null },
    ]);
    expect((await names(run)).filter((name) => name === 'Inquiry Opened')).toHaveLength(1);
  });

  test('a try whose outcome was lost finds the inquiry of its key', async () => {
    const run = await shop.enrolled();
    const id = await opened(run);
    await shop.store.db.deleteFrom('steps').where('enrollment', '=', run.enrollment).execute();
    expect(await opened(run)).toBe(id);
    expect((await names(run)).filter((name) => name === 'Inquiry Opened')).toHaveLength(1);
  });

  test('the customer is in the segment from the opening to the closing', async () => {
    const run = await shop.enrolled();
    expect(await supported(run, 'is support-open#1')).toBe(false);
    const id = await opened(run);
    expect(await supported(run, 'is support-open#2')).toBe(true);
    expect(await close(id, false)).toBe(true);
    expect(await supported(run, 'is support-open#3')).toBe(false);
    expect(await readInquiry(shop.store.db, id)).toMatchObject({ closedBy: 'ana', solved: false });
  });

  test('two inquiries hold until both are closed; closing twice is closing once', async () => {
    const run = await shop.enrolled();
    const first = await opened(run);
    await inTransaction(shop.store, (tx) => newGeneration(tx, run.enrollment, { keep: 'none' }));
    const second = await opened({ ...run, generation: 1 });
    expect(second).not.toBe(first);
    expect([await close(first), await close(first)]).toEqual([true, false]);
    expect(await supported({ ...run, generation: 1 }, 'is support-open#1')).toBe(true);
    await close(second);
    expect(await supported({ ...run, generation: 1 }, 'is support-open#2')).toBe(false);
    expect((await names(run)).filter((name) => name === 'Inquiry Closed')).toHaveLength(2);
  });

  test('a wait for its closing takes the event', async () => {
    const run = await shop.enrolled();
    const inquiry = await opened(run);
    const { local } = shop.activities();
    const wait: WaitInput = {
      ...{ kind: 'event', events: ['Inquiry Closed'], within: '14 days' },
      where: { inquiry },
    };
    const waiting = step(run, 'wait for Inquiry Closed#1');
    await local.open(run, wait, waiting);
    await close(inquiry);
    const closing = step(run, 'wait for Inquiry Closed#1 closed');
    expect(await local.close(run, { ...wait, openStep: waiting.name }, closing)).toMatchObject({
      value: { event: { name: 'Inquiry Closed', properties: { inquiry, solved: true } } },
    });
  });

  test('an operator’s skip opens none', async () => {
    const run = await shop.enrolled();
    expect(await ask(run, 'open-inquiry#1', true)).toMatchObject({
      value: { status: 'refused', reason: 'skipped by hand' },
    });
    expect((await listInquiries(shop.store.db, { customer: run.customer })).inquiries).toEqual([]);
  });

  test('of an erased customer it can be closed still, and no event says so', async () => {
    const run = await shop.enrolled();
    const id = await opened(run);
    await inTransaction(shop.store, async (tx) => {
      const { now } = await lockCustomer(tx, run.customer);
      await eraseCustomer(tx, run.customer, { at: now, secret: 's' });
    });
    expect(await close(id)).toBe(true);
    expect(await names(run)).not.toContain('Inquiry Closed');
    expect(await close('no-such')).toBeUndefined();
  });

  test('an open inquiry holds what its topic says: later, and at last skipped', async () => {
    const topic = catalog.topics['offers'];
    const holding = {
      ...catalog,
      topics: { ...catalog.topics, offers: { ...topic!, heldBy: ['support-open'] } },
    };
    const server = new MailServer();
    const smtp = createSmtpChannel({ url: await server.start(), from: 'Shop <s@shop.example>' });
    const run = await shop.enrolled();
    const id = await opened(run);
    const { local } = shop.activities([smtp], { catalog: holding });
    const due = await shop.now();
    const send = (name: string) =>
      local.send(run, { template: 'welcome/hello', props: {}, due }, step(run, name));
    const putOff = await send('welcome/hello#1');
    expect(putOff).toMatchObject({ status: 'later', why: 'held by support-open' });
    expect(await notBefore(run)).toBe('until' in putOff && putOff.until);
    await shop.pass(3 * DAY);
    expect(await send('welcome/hello#1')).toMatchObject({
      value: { status: 'skipped' },
    });
    expect(await notBefore(run)).toBeNull();
    await close(id);
    const now = await shop.now();
    const input = { template: 'welcome/hello', props: {}, due: now };
    expect(await local.send(run, input, step(run, 'welcome/hello#2'))).toMatchObject({
      value: { status: 'sent' },
    });
    await smtp.close();
    await server.stop();
  });
});
