import { defaultPayloadConverter } from '@temporalio/common';
import { controlRun } from '../../api/controls';
import { DAY } from '../../engine';
import { accept, newId, now, type Incoming } from '../../store';
import { createNamespace, type TestNamespace } from '../servers/temporal-namespace';
import { Product } from '../worker/product';
import { expectNothingPersonal, linesOf, personalIn } from './nothing-personal';
import { peopleIn, toldBy } from './told';

jest.setTimeout(240_000);

const PEOPLE = [
  { userId: 'shop-id-1', email: 'zenobia.quill@example.com', firstName: 'Zenobia' },
  { userId: 'shop-id-2', email: 'ottokar.vane@example.com', firstName: 'Ottokar' },
  { userId: 'shop-id-3', email: 'peregrine.ash@example.com', firstName: 'Peregrine' },
];
const TRAITS = { lastName: 'Hollowell', phone: '+12025550143' };
/** One in twenty is held out, by chance: no run, no history. */
const OVER = ['ended', 'held out'];

let temporal: TestNamespace;
let product: Product;
beforeEach(async () => {
  temporal = await createNamespace();
  product = await new Product(temporal).start();
});
afterEach(async () => {
  await product.stop();
  await temporal.close();
});

const all = (event: Pick<Incoming, 'name' | 'properties' | 'occurredAt'>) =>
  accept(
    product.store,
    PEOPLE.map(({ userId, ...names }) => ({
      ...{ ...event, source: 'test', messageId: newId(), type: 'track' as const, userId },
      traits: { ...names, ...TRAITS },
    })),
  );

/** Ends each wait by hand, until the story is over. */
async function toTheEnd(userId: string): Promise<void> {
  for (;;) {
    const run = await product.until(
      userId,
      ({ state, waiting }) => OVER.includes(state) || (state === 'running' && waiting !== null),
    );
    if (OVER.includes(run.state)) return;
    const step = run.waiting?.step ?? '';
    await controlRun(product.store, run.id, 'skip', { who: 'test', step });
    await product.until(
      userId,
      ({ state, waiting }) => state === 'ended' || waiting?.step !== step,
    );
  }
}

const received = () => product.mail.mails.map(({ raw }) => raw);

test('the histories of welcome, from its first message to its end, hold nothing personal; one that did would be found out', async () => {
  await all({ name: 'Signed Up', properties: { source: 'web', referrer: 'a friend of Ottokar' } });
  for (const { userId } of PEOPLE) await toTheEnd(userId);
  const told = await toldBy(product, { ask: true });
  const people = await peopleIn(product.store);
  await expectNothingPersonal(told, people, received());

  const [first] = told;
  const lines = await linesOf(received());
  const wanted = people.flatMap((person) => Object.entries(person));
  expect(wanted.map(([what]) => what)).toEqual(expect.arrayContaining(['code', 'referrer']));
  for (const text of [...wanted.map(([, one]) => one), ...lines]) {
    const input = { payloads: [defaultPayloadConverter.toPayload({ text })] };
    const { events } = first!.history as { events: object[] };
    const history = {
      events: [...events, { workflowExecutionSignaledEventAttributes: { input } }],
    };
    expect([text, personalIn([{ ...first!, history }], people, lines)]).not.toEqual([text, []]);
  }
});

test('the histories of win-back, with two offers, hold no code, no line and no one', async () => {
  const order = { order_id: 'last', total: 1, products: [] };
  const occurredAt = (await now(product.store.db)) - 91 * DAY;
  await all({ name: 'Order Completed', properties: order, occurredAt });
  await product.worker.idle();
  await product.worker.sweep();
  for (const { userId } of PEOPLE) await toTheEnd(userId);
  const people = await peopleIn(product.store);
  expect(people.filter(({ code }) => code !== undefined).length).toBeGreaterThan(1);
  await expectNothingPersonal(await toldBy(product, { ask: true }), people, received());
});
