import { controlRun, type RunAction } from '../../api/controls';
import { createNamespace, type TestNamespace } from '../servers/temporal-namespace';
import { expectNothingPersonal } from '../system/nothing-personal';
import { peopleIn, toldBy } from '../system/told';
import { eventually, Product } from './product';

jest.setTimeout(180_000);

let temporal: TestNamespace;
let product: Product;
beforeAll(async () => {
  temporal = await createNamespace();
  product = await new Product(temporal, {
    journeys: 'long-waits.ts',
    // Only when a test looks.
    intervals: { reconcile: 3_600_000 },
  }).start();
});
afterAll(async () => {
  await product.stop();
  await temporal.close();
});

async function entered(userId: string) {
  await product.signUp(userId);
  return product.waiting(userId);
}

const operate = (id: string, action: RunAction, step?: string) =>
  controlRun(product.store, id, action, { who: 'tester', ...(step !== undefined && { step }) });

const mailsTo = (userId: string): number => product.mail.to(`${userId}@example.com`).length;

/** Not even where a run stood still, or failed. */
async function nothingPersonal(of: Product): Promise<void> {
  const received = of.mail.mails.map(({ raw }) => raw);
  await expectNothingPersonal(await toldBy(of), await peopleIn(of.store), received);
}

describe('an operator', () => {
  test('ends a run in its wait', async () => {
    const run = await entered('eve');
    await operate(run.id, 'end');
    const ended = await product.ended('eve');
    expect(ended.end).toBe('ended by operator');
    expect(await product.handle(run).result()).toEqual({ end: 'ended by operator' });
  });

  test('skips a wait: the story goes on as if it had ended', async () => {
    const run = await entered('sid');
    await operate(run.id, 'skip');
    await product.until('sid', ({ waiting }) => waiting?.step === 'wait#1');
    expect(mailsTo('sid')).toBe(2);
    await operate(run.id, 'skip');
    expect((await product.ended('sid')).end).toBe('silent');
  });

  test('pauses a run: it stands at its next gate until it is resumed', async () => {
    const run = await entered('pam');
    await operate(run.id, 'pause');
    await operate(run.id, 'skip');
    const handle = product.handle(run);
    const parked = await eventually(async () => {
      const state = await handle.query<{ state: string; step: string }>('state');
      return state.state === 'parked' ? state : undefined;
    });
    expect(parked).toMatchObject({ step: 'welcome/come-by#1' });
    expect(mailsTo('pam')).toBe(1);
    await operate(run.id, 'resume');
    await product.until('pam', ({ waiting }) => waiting?.step === 'wait#1');
    expect(mailsTo('pam')).toBe(2);
  });

  test('restarts a run: the story begins anew, and is told again', async () => {
    const run = await entered('rob');
    await operate(run.id, 'restart');
    const anew = await product.until(
      'rob',
      ({ generation, waiting }) => generation === 1 && waiting !== null,
    );
    expect(anew.id).toBe(run.id);
    expect(mailsTo('rob')).toBe(2);
    expect((await product.handle(run).describe()).status.name).toBe('RUNNING');
  });

  test('restarts a run from a step: what came before is kept, and not done again', async () => {
    const run = await entered('kit');
    await operate(run.id, 'skip');
    await product.until('kit', ({ waiting }) => waiting?.step === 'wait#1');
    await operate(run.id, 'restart', 'welcome/come-by#1');
    await product.until(
      'kit',
      ({ generation, waiting }) => generation === 1 && waiting?.step === 'wait#1',
    );
    expect(mailsTo('kit')).toBe(3);
    expect((await product.run('kit')).steps.map(({ step }) => step)).toEqual([
      'welcome/hello-stories#1',
      'wait for Order Completed#1',
      'wait for Order Completed#1 closed',
      'welcome/come-by#1',
      'wait#1',
    ]);
  });

  test('is heard when the worker comes back, if none listened', async () => {
    const run = await entered('una');
    await product.worker.stop();
    await operate(run.id, 'skip');
    await product.startWorker();
    await product.until('una', ({ waiting }) => waiting?.step === 'wait#1');
  });
});

describe('a journey with a fault', () => {
  test('stands still where it threw, and goes on from there once it is mended', async () => {
    const faulty = await new Product(temporal, { journeys: 'throws.ts' }).start();
    await faulty.signUp('ted');
    const stuck = await faulty.until('ted', (run) => run.stuck !== null);
    expect(stuck.stuck).toMatchObject({ code: 'JOURNEY_THREW' });
    expect((await faulty.handle(stuck).describe()).status.name).toBe('RUNNING');
    await faulty.worker.stop();
    await faulty.startWorker({ journeys: 'throws-mended.ts' });
    await controlRun(faulty.store, stuck.id, 'retry', { who: 'tester' });
    const ended = await faulty.ended('ted');
    expect(ended).toMatchObject({ end: 'mended', generation: 1, stuck: null });
    expect(faulty.mail.to('ted@example.com')).toHaveLength(2);
    await nothingPersonal(faulty);
    await faulty.stop();
  });
});

describe('a journey whose code fails where the engine cannot see it', () => {
  let failing: Product;
  beforeAll(async () => {
    failing = await new Product(temporal, {
      journeys: 'nobody-awaits.ts',
      intervals: { reconcile: 200 },
    }).start();
  });
  afterAll(() => failing.stop());

  test('is found by the reconciler and stands as stuck; an operator ends it', async () => {
    await failing.signUp('una');
    const stuck = await failing.until('una', (run) => run.stuck !== null);
    expect(stuck.stuck).toMatchObject({ code: 'TURN_FAILS' });
    await controlRun(failing.store, stuck.id, 'end', { who: 'tester' });
    expect((await failing.ended('una')).end).toBe('ended by operator');
    const status = await eventually(async () => {
      const { name } = (await failing.handle(stuck).describe()).status;
      return name === 'RUNNING' ? undefined : name;
    });
    expect(status).toBe('TERMINATED');
  });

  test('goes on, once it is mended, with what it has', async () => {
    await failing.signUp('ulf');
    const stuck = await failing.until('ulf', (run) => run.stuck !== null);
    await failing.worker.stop();
    await failing.startWorker({ journeys: 'throws-mended.ts' });
    await controlRun(failing.store, stuck.id, 'retry', { who: 'tester' });
    expect(await failing.ended('ulf')).toMatchObject({ end: 'mended', stuck: null });
    expect(failing.mail.to('ulf@example.com')).toHaveLength(2);
    await nothingPersonal(failing);
  });
});

describe('an event', () => {
  test('that a run waits for is taken', async () => {
    await entered('ora');
    await product.track('ora', 'Order Completed', { order_id: 'o-1', total: 10, products: [] });
    expect((await product.ended('ora')).end).toBe('ordered');
  });

  test('that ends a journey ends its run, in its wait', async () => {
    await entered('can');
    await product.track('can', 'Order Cancelled', { order_id: 'o-1', total: 10 });
    expect((await product.ended('can')).end).toBe('exit: Order Cancelled');
  });

  test('that means nothing to a run does not wake it', async () => {
    const run = await entered('odd');
    await product.track('odd', 'Email Clicked', { message: 'm', link: 'shop' });
    await product.worker.idle();
    const { events } = await product.handle(run).fetchHistory();
    expect(events?.some((event) => event.workflowExecutionSignaledEventAttributes)).toBe(false);
  });
});

describe('a run ended in Temporal', () => {
  test('by cancelling it closes its row, and the customer may enter again', async () => {
    const run = await entered('cal');
    await product.handle(run).cancel();
    expect((await product.ended('cal')).end).toBe('cancelled');
    const standing = await eventually(async () => {
      const { status } = await product.handle(run).describe();
      return status.name === 'RUNNING' ? undefined : status.name;
    });
    expect(standing).toBe('CANCELLED');
    const again = await entered('cal');
    expect(again.id).not.toBe(run.id);
  });

  test('by terminating it has its row closed by the next look, and the customer may enter again', async () => {
    const run = await entered('tom');
    await product.handle(run).terminate('by hand');
    expect(await product.worker.reconcile()).toBe(1);
    expect((await product.run('tom')).end).toBe('ended in Temporal');
    const again = await entered('tom');
    expect(again.id).not.toBe(run.id);
  });

  test('is found when it is to be rung', async () => {
    const run = await entered('tia');
    await product.handle(run).terminate('by hand');
    await product.track('tia', 'Order Completed', { order_id: 'o-2', total: 10, products: [] });
    expect((await product.ended('tia')).end).toBe('ended in Temporal');
  });
});

describe("Temporal's own page", () => {
  test('tells the story: a summary, a line for each step, and what is waited for', async () => {
    const run = await entered('pat');
    const handle = product.handle(run);
    const described = await handle.describe();
    expect(await described.staticSummary()).toBe('A message after ten days, unless they order');
    const metadata = await handle.query<{ currentDetails?: string }>(
      '__temporal_workflow_metadata',
    );
    expect(metadata.currentDetails).toMatch(
      /^\*\*waiting\*\* at `wait for Order Completed#1` for `Order Completed` until \d{4}-/,
    );
    expect(metadata.currentDetails).toContain('| welcome/hello-stories#1 | sent: email |');
  });
});
