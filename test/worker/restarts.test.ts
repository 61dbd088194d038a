import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { currentRelease } from '../../store';
import { replay } from '../replay/replayed';
import { startTemporal, type TemporalTestServer } from '../servers/temporal';
import { createNamespace, type TestNamespace } from '../servers/temporal-namespace';
import { expectNothingPersonal } from '../system/nothing-personal';
import { peopleIn, toldBy } from '../system/told';
import { eventually, Product } from './product';

// Servers start and stop here, and others may be at work on the machine.
jest.setTimeout(180_000);

const HOUR_MS = 3_600_000;
const order = { order_id: 'o-1', total: 10, products: [] };
const many = (count: number, name: string) =>
  Array.from({ length: count }, (_, i) => `${name}${i}`);

describe('an edited journey', () => {
  let temporal: TestNamespace;
  let product: Product;
  beforeAll(async () => {
    temporal = await createNamespace();
    product = await new Product(temporal, {
      journeys: 'long-waits.ts',
      linger: 100,
      intervals: { releases: 200 },
    }).start();
  });
  afterAll(async () => {
    await product.stop();
    await temporal.close();
  });

  test('leaves those who wait in it on their release, takes new ones onto its own, and lets the old one go', async () => {
    const before = product.worker.release;
    const waiting = many(50, 'old');
    for (const one of waiting) await product.signUp(one);
    for (const one of waiting) await product.waiting(one);
    await product.worker.stop();

    const { release: after } = await product.startWorker({ journeys: 'long-waits-edited.ts' });
    expect(after).not.toBe(before);
    expect(product.worker.releases()).toEqual([after, before]);
    await product.signUp('new');
    await product.waiting('new');
    for (const one of [...waiting, 'new']) await product.track(one, 'Order Completed', order);

    for (const one of waiting) expect((await product.ended(one)).end).toBe('ordered');
    expect(await product.ended('new')).toMatchObject({ end: 'ordered, as edited', release: after });
    const left = await eventually(async () => {
      const served = product.worker.releases();
      return served.length === 1 ? served : undefined;
    });
    expect(left).toEqual([after]);
  });
});

describe('a history grown too long', () => {
  let temporal: TestNamespace;
  let product: Product;
  beforeAll(async () => {
    temporal = await createNamespace();
    product = await new Product(temporal, { journeys: 'many-steps.ts', historyLimit: 24 }).start();
  });
  afterAll(async () => {
    await product.stop();
    await temporal.close();
  });

  test('goes on as the next generation, with what was; nothing is sent twice and no event is lost', async () => {
    await product.signUp('gen');
    for (let round = 1; round <= 4; round++) {
      await product.until(
        'gen',
        ({ waiting }) => waiting?.step === `wait for Order Completed#${round}`,
      );
      await product.track('gen', 'Order Completed', { ...order, order_id: `o-${round}` });
    }
    const run = await product.ended('gen');
    expect(run.end).toBe('4 orders');
    expect(run.generation).toBeGreaterThan(1);
    expect(product.mail.to('gen@example.com')).toHaveLength(2);
    expect(run.steps.filter(({ verb }) => verb === 'send')).toHaveLength(2);
    expect(await product.handle(run).result()).toEqual({ end: '4 orders' });
    const executions = [];
    const query = `WorkflowId = 'many-steps/${run.id}'`;
    for await (const { status } of product.client.workflow.list({ query })) {
      executions.push(status.name);
    }
    expect(new Set(executions)).toEqual(new Set(['COMPLETED', 'CONTINUED_AS_NEW']));
  });
});

describe('every history so far', () => {
  test('replays without a difference, and holds nothing personal', async () => {
    const temporal = await createNamespace();
    const product = await new Product(temporal, { journeys: 'long-waits.ts' }).start();
    await product.signUp('rea');
    await product.waiting('rea');
    await product.track('rea', 'Order Completed', order);
    const done = await product.ended('rea');
    await product.signUp('ray');
    const waits = await product.waiting('ray');
    await product.handle(done).result();

    const histories = [done, waits].map(async (run) => ({
      workflowId: `long-wait/${run.id}`,
      history: await product.handle(run).fetchHistory(),
    }));
    const replayed = await replay(product.linked, await Promise.all(histories));
    expect(replayed).toEqual({ same: 2, others: [] });
    const received = product.mail.mails.map(({ raw }) => raw);
    const people = await peopleIn(product.store);
    await expectNothingPersonal(await toldBy(product, { ask: true }), people, received);
    await product.stop();
    await temporal.close();
  });
});

describe('Temporal', () => {
  let folder: string;
  let server: TemporalTestServer;
  let product: Product;
  const port = () => Number(server.address.split(':')[1]);
  const at = (address: string): TestNamespace => ({
    address,
    namespace: 'default',
    close: () => Promise.resolve(),
  });
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'perennial-temporal-'));
    server = await startTemporal({ file: join(folder, 'temporal.db') });
    product = await new Product(at(server.address), {
      journeys: 'long-waits.ts',
      intervals: { reconcile: HOUR_MS },
    }).start();
  });
  afterEach(async () => {
    await product.stop();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('that is stopped loses nothing: what was accepted meanwhile starts and is taken when it is back', async () => {
    await product.signUp('bef');
    const before = await product.waiting('bef');
    const address = port();
    await server.stop();
    await product.signUp('dur');
    await product.track('bef', 'Order Completed', order);
    await eventually(
      async () =>
        product.logged.some(({ message }) => message === 'events will be worked off later') ||
        undefined,
    );
    await expect(product.worker.ping()).rejects.toMatchObject({ code: 'TEMPORAL_UNAVAILABLE' });
    expect((await product.run('dur')).state).toBe('starting');
    expect((await product.run('bef')).state).toBe('running');

    server = await startTemporal({ port: address, file: join(folder, 'temporal.db') });
    expect((await product.ended('bef')).id).toBe(before.id);
    await product.waiting('dur');
    expect(product.mail.to('dur@example.com')).toHaveLength(1);
    await product.worker.idle();
  });

  test('that lost everything has its runs started again, with all they had', async () => {
    await product.signUp('los');
    const before = await product.waiting('los');
    const address = port();
    await product.worker.stop();
    await server.stop();
    server = await startTemporal({ port: address });
    await product.startWorker();
    await product.until('los', ({ generation }) => generation === 1);
    await product.track('los', 'Order Completed', order);
    expect(await product.ended('los')).toMatchObject({ id: before.id, end: 'ordered' });
    expect(product.mail.to('los@example.com')).toHaveLength(1);
  });
});

describe('a worker', () => {
  test('that finds no Temporal says so, and how to mend it, and lets go of what it took', async () => {
    const nowhere = {
      address: '127.0.0.1:1',
      namespace: 'default',
      close: () => Promise.resolve(),
    };
    const temporal = await createNamespace();
    const product = await new Product(temporal, { journeys: 'three-sends.ts' }).start();
    await product.worker.stop();
    await expect(product.startWorker({ temporal: nowhere, patience: 1 })).rejects.toMatchObject({
      code: 'TEMPORAL_UNAVAILABLE',
      message: expect.stringContaining('TEMPORAL_ADDRESS'),
    });
    await product.startWorker();
    await product.signUp('fin');
    await product.ended('fin');
    await product.stop();
    await temporal.close();
  });

  test('that brings a template which does not compile stops at the start, and nothing begins on it', async () => {
    const temporal = await createNamespace();
    const product = await new Product(temporal, { journeys: 'three-sends.ts' }).start();
    const good = product.worker.release;
    await product.worker.stop();
    const templates = mkdtempSync(join(tmpdir(), 'perennial-templates-'));
    cpSync(join(__dirname, '../../templates'), templates, { recursive: true });
    writeFileSync(join(templates, 'welcome/hello-stories/subject.hbs'), 'Hello {{#if}');
    const workflows = join(__dirname, 'journeys/three-sends.ts');
    await expect(product.startWorker({ sources: { workflows, templates } })).rejects.toMatchObject({
      code: 'TEMPLATE_INVALID',
    });
    expect((await currentRelease(product.store.db))?.id).toBe(good);
    rmSync(templates, { recursive: true });
    await product.startWorker();
    await product.stop();
    await temporal.close();
  });
});
