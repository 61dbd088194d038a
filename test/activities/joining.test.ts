import type { RunContext } from '../../engine';
import { messagesOf, type Message } from '../../store';
import { eachStore } from '../servers/stores';
import { eventually } from '../worker/product';
import { HELLO, MailingShop, sends } from './mailing';
import { type Shop, step } from './shop';

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

  test('attempts of one step at once, in several processes: one mail, one answer', async () => {
    const { run, to } = await mailing.recipient();
    mailing.server.beforeAccept = () => new Promise((resolve) => setTimeout(resolve, 200));
    const processes = [mailing.process(), mailing.process(), mailing.process()];
    const answers = await Promise.all(
      [...processes, ...processes].map((activities) => sends(activities, run)),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({ status: 'done', value: { status: 'sent' } });
    expect(await ledger(run)).toMatchObject({ state: 'sent', attempts: 1 });
    expect(mailing.server.to(to).length).toBe(1);
  });

  test('a slow send is pending and goes on; the ordinary call joins it', async () => {
    const { run, to } = await mailing.recipient();
    let goOn = (): void => undefined;
    const held = new Promise<void>((resolve) => (goOn = resolve));
    mailing.server.beforeAccept = () => held;
    const process = mailing.process(undefined, { budgetMs: 50 });
    const input = { template: HELLO, props: {}, due: Date.UTC(2030, 0) };
    const asked = step(run, `${HELLO}#1`);
    expect(await process.local.send(run, input, asked)).toEqual({ status: 'pending' });
    const joining = [process, mailing.process()].map(({ ordinary }) =>
      ordinary.send(run, input, asked),
    );
    goOn();
    const answers = await Promise.all(joining);
    expect(answers[0]).toMatchObject({ status: 'done', value: { status: 'sent' } });
    expect(answers[1]).toEqual(answers[0]);
    expect(mailing.server.to(to).length).toBe(1);
  });

  test('a provider that hangs closes its own lane, and the rest is pending at once', async () => {
    const recipients = await Promise.all(Array.from({ length: 4 }, () => mailing.recipient()));
    let goOn = (): void => undefined;
    const held = new Promise<void>((resolve) => (goOn = resolve));
    mailing.server.beforeAccept = () => held;
    const process = mailing.process(undefined, { budgetMs: 300 });
    const input = { template: HELLO, props: {}, due: Date.UTC(2030, 0) };
    const answers = await Promise.all(
      recipients.map(({ run }) => process.local.send(run, input, step(run, `${HELLO}#1`))),
    );
    expect(answers).toEqual(recipients.map(() => ({ status: 'pending' })));
    const claimed = await Promise.all(recipients.map(({ run }) => ledger(run)));
    expect(claimed.filter((message) => message !== undefined).length).toBe(2);
    goOn();
    await process.drain();
    for (const { run } of recipients) await sends(process, run);
    expect(recipients.flatMap(({ to }) => mailing.server.to(to)).length).toBe(4);
  });

  test('ordinary attempts stand in line for their lane without a claim, and go in turn', async () => {
    const recipients = await Promise.all(Array.from({ length: 5 }, () => mailing.recipient()));
    let goOn = (): void => undefined;
    const held = new Promise<void>((resolve) => (goOn = resolve));
    mailing.server.beforeAccept = () => held;
    const process = mailing.process(undefined, { atOnce: 2 });
    const input = { template: HELLO, props: {}, due: Date.UTC(2030, 0) };
    const all = recipients.map(({ run }) =>
      process.ordinary.send(run, input, step(run, `${HELLO}#1`)),
    );
    const claims = async () =>
      (await Promise.all(recipients.map(({ run }) => ledger(run)))).filter(Boolean).length;
    await eventually(async () => (await claims()) === 2 || undefined);
    expect(await claims()).toBe(2);
    goOn();
    expect(await Promise.all(all)).toEqual(
      recipients.map(() => expect.objectContaining({ status: 'done' }) as unknown),
    );
    expect(recipients.flatMap(({ to }) => mailing.server.to(to)).length).toBe(5);
  });
});
