import type { RunContext } from '../../engine';
import {
  inTransaction,
  newGeneration,
  pauseJourney,
  resumeJourney,
  setPaused,
  setVerdict,
} from '../../store';
import { eachStore } from '../servers/stores';
import { Shop, applyDeps, step } from './shop';

eachStore((open) => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await Shop.open(await open());
  });
  beforeEach(() => shop.pass(0));

  const is = (run: RunContext, name = 'is ordered#1') =>
    shop.activities().local.is(run, { segment: 'ordered' }, step(run, name));
  const verdict = (run: RunContext, end: string) =>
    inTransaction(shop.store, (tx) => setVerdict(tx, run.enrollment, end));
  const ends = (run: RunContext, end = 'done') =>
    shop.activities().local.end(run, { end }, step(run, 'end'));

  test('a turn that runs twice reads what the first one read, whatever changed between', async () => {
    const run = await shop.enrolled();
    const first = await is(run);
    await shop.does(run.customer, 'Order Completed', { order_id: 'o-1', total: 300 });
    expect(await is(run)).toEqual(first);
    expect(first).toMatchObject({ status: 'done', value: false });
    expect(await is(run, 'is ordered#2')).toMatchObject({ status: 'done', value: true });
  });

  test('a read sees what was accepted before it, worked off by the relay or not', async () => {
    const run = await shop.enrolled();
    await shop.does(run.customer, 'Order Completed', { order_id: 'o-1', total: 300 });
    const { get } = shop.activities().local;
    expect(await get(run, { fact: 'spent' }, step(run, 'get spent#1'))).toMatchObject({
      value: 300,
    });
    expect((await shop.runs(run.customer, 'follow-up')).length).toBe(1);
  });

  test('two askers of one step get one outcome', async () => {
    const run = await shop.enrolled();
    const arms = { one: 50, other: 50 };
    const { split } = shop.activities().local;
    const asked = await Promise.all(
      Array.from({ length: 8 }, () => split(run, { name: 'n', arms }, step(run, 'split n#1'))),
    );
    expect(new Set(asked.map((answer) => JSON.stringify(answer))).size).toBe(1);
  });

  test('an arm stays the customer’s when the weights change', async () => {
    const customer = await shop.enrolled();
    const { split } = shop.activities().local;
    const draw = async (name: string, arms: Record<string, number>) => {
      const answer = await split(customer, { name: 'tone', arms }, step(customer, name));
      return answer.status === 'done' ? answer.value : undefined;
    };
    const first = String(await draw('split tone#1', { plain: 50, playful: 50 }));
    const other = first === 'plain' ? 'playful' : 'plain';
    expect(await draw('split tone#2', { [first]: 0, [other]: 100 })).toBe(first);
    expect(await draw('split tone#3', { third: 100 })).toBe('third');
  });

  test('an older generation is told so, and touches nothing', async () => {
    const run = await shop.enrolled();
    await inTransaction(shop.store, (tx) => newGeneration(tx, run.enrollment, { keep: 'none' }));
    expect(await ends(run)).toEqual({ status: 'ended', end: 'superseded' });
    expect(await shop.run(run)).toMatchObject({ state: 'starting', generation: 1, steps: [] });
  });

  test('the end is recorded once; a verdict takes its place', async () => {
    const run = await shop.enrolled();
    expect(await ends(run)).toMatchObject({ status: 'done', value: null });
    expect(await ends(run)).toMatchObject({ status: 'done', value: null });
    expect(await shop.run(run)).toMatchObject({ state: 'ended', end: 'done' });
    const other = await shop.enrolled();
    await verdict(other, 'ended by operator');
    expect(await ends(other)).toEqual({ status: 'ended', end: 'ended by operator' });
    expect(await ends(other)).toEqual({ status: 'ended', end: 'ended by operator' });
  });

  test('a parked run says why, and ends when an operator says so', async () => {
    const run = await shop.enrolled();
    const stuck = { code: 'JOURNEY_THREW', message: 'it threw' };
    const park = () => shop.activities().local.park(run, stuck, step(run, 'park'));
    expect(await park()).toEqual({ status: 'stuck', ...stuck });
    expect(await shop.run(run)).toMatchObject({ stuck });
    await verdict(run, 'ended by operator');
    expect(await park()).toEqual({ status: 'ended', end: 'ended by operator' });
    expect(await shop.run(run)).toMatchObject({ state: 'ended', stuck: null });
  });

  test('what the catalogue does not have stops the run, visibly, until it has it', async () => {
    const run = await shop.enrolled();
    const { get } = shop.activities().local;
    expect(await get(run, { fact: 'shoe-size' }, step(run, 'get shoe-size#1'))).toMatchObject({
      status: 'stuck',
      code: 'NOT_IN_CATALOG',
    });
    expect((await shop.run(run)).stuck).toMatchObject({ step: 'get shoe-size#1' });
    await is(run);
    expect((await shop.run(run)).stuck).toBeNull();
  });

  test('a fact that throws holds up nothing else', async () => {
    const customer = await shop.customer();
    const { catalog, ...rest } = applyDeps();
    const broken = {
      ...catalog.facts['spent'],
      on: ['Signed Up'],
      start: 0,
      step: () => {
        throw new Error('a bug');
      },
      value: () => 0,
      samples: {},
    };
    await shop.does(customer, 'Signed Up', { source: 'web' });
    await shop.apply(customer, {
      ...rest,
      catalog: { ...catalog, facts: { ...catalog.facts, broken } },
    });
    expect((await shop.runs(customer, 'welcome')).length).toBe(1);
  });

  describe('do', () => {
    const issue = (run: RunContext, name = 'issue-offer#1', skip = false) =>
      shop
        .activities()
        .local.do(
          run,
          { effect: 'issue-offer', input: { offer: 'win-back-10', expiresIn: '14 days' } },
          step(run, name, skip),
        );

    test('one code per step, however often it is asked, within the customer’s limit', async () => {
      const run = await shop.enrolled();
      const first = await issue(run);
      expect(await issue(run)).toEqual(first);
      expect(first).toMatchObject({ value: { status: 'done', offer: expect.any(String) } });
      expect(await issue(run, 'issue-offer#2')).toMatchObject({ value: { status: 'done' } });
      expect(await issue(run, 'issue-offer#3')).toMatchObject({
        value: { status: 'refused', reason: 'limit reached' },
      });
    });

    test('nothing is given away by a run that is over, paused or skipped', async () => {
      const [over, paused, skipped] = [
        await shop.enrolled(),
        await shop.enrolled(),
        await shop.enrolled(),
      ];
      await verdict(over, 'converted');
      await inTransaction(shop.store, (tx) => setPaused(tx, paused.enrollment, true));
      expect(await issue(over)).toEqual({ status: 'ended', end: 'converted' });
      expect(await issue(paused)).toEqual({ status: 'parked', why: 'paused' });
      expect(await issue(skipped, 'issue-offer#1', true)).toMatchObject({
        value: { status: 'refused', reason: 'skipped by hand' },
      });
      const issued = await shop.store.db
        .selectFrom('offers')
        .select('id')
        .where('customer', 'in', [over.customer, paused.customer, skipped.customer])
        .execute();
      expect(issued).toEqual([]);
    });

    test('a journey’s pause is one row, and holds at once', async () => {
      const run = await shop.enrolled();
      const at = await shop.now();
      await pauseJourney(shop.store.db, 'welcome', { by: 'test', at });
      expect(await issue(run)).toEqual({ status: 'parked', why: 'paused' });
      await resumeJourney(shop.store.db, 'welcome');
      expect(await issue(run)).toMatchObject({ status: 'done' });
    });

    test('an input that does not fit stops the run, and the message quotes no value', async () => {
      const run = await shop.enrolled();
      const answer = await shop
        .activities()
        .local.do(
          run,
          { effect: 'issue-offer', input: { offer: 'jane@example.com' } },
          step(run, 'issue-offer#1'),
        );
      expect(answer).toMatchObject({ status: 'stuck', code: 'EFFECT_INPUT_INVALID' });
      expect(JSON.stringify(answer)).not.toContain('jane@');
    });

    test('a tracked event starts the other customer’s journey, once', async () => {
      const run = await shop.enrolled();
      const other = await shop.customer();
      const track = () =>
        shop.activities().local.do(
          run,
          {
            effect: 'track',
            input: { event: 'Signed Up', customer: other, properties: { source: 'web' } },
          },
          step(run, 'track#1'),
        );
      expect(await track()).toMatchObject({ value: { status: 'done' } });
      await track();
      await shop.apply(other);
      expect((await shop.runs(other, 'welcome')).length).toBe(1);
    });

    test('an event for nobody stops the run, and a run that is not there is an error', async () => {
      const run = await shop.enrolled();
      const properties = { source: 'web' };
      const input = { event: 'Signed Up', customer: 'nobody', properties };
      const track = (asking: RunContext) =>
        shop.activities().local.do(asking, { effect: 'track', input }, step(asking, 'track#1'));
      expect(await track(run)).toMatchObject({ status: 'stuck', code: 'CUSTOMER_UNKNOWN' });
      expect((await shop.run(run)).stuck).toMatchObject({ step: 'track#1' });
      await expect(track({ ...run, enrollment: 'none' })).rejects.toMatchObject({
        code: 'ENROLLMENT_UNKNOWN',
      });
    });

    test('consent is granted for the channels of the topic that ask', async () => {
      const run = await shop.enrolled();
      await shop
        .activities()
        .local.do(
          run,
          { effect: 'grant-consent', input: { topic: 'offers' } },
          step(run, 'grant-consent#1'),
        );
      const consents = await shop.store.db
        .selectFrom('consents')
        .select(['topic', 'channel', 'granted'])
        .where('customer', '=', run.customer)
        .orderBy('channel')
        .execute();
      expect(consents).toEqual([
        { topic: 'offers', channel: 'email', granted: true },
        { topic: 'offers', channel: 'sms', granted: true },
      ]);
    });
  });
});
