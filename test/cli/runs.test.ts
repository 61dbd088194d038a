import { setStuck } from '../../store';
import { clear, OPERATOR_KEY, startApi, type TestApi } from '../api/harness';
import { enroll } from '../store/seeds';
import { cli } from './terminal';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
beforeEach(() => clear(api.store));
afterAll(() => api.close());

const ask = (...args: string[]) =>
  cli(args, { PERENNIAL_URL: api.url, PERENNIAL_OPERATOR_KEY: OPERATOR_KEY });

describe('runs of a journey', () => {
  beforeEach(async () => {
    await enroll(api.store);
    await enroll(api.store, { journey: 'summer', state: 'turned away' });
  });

  test('that is misspelt are refused with the one that is meant', async () => {
    expect(await ask('runs', '--journey', 'wellcome')).toMatchObject({
      ...{ code: 2, out: '' },
      err: expect.stringContaining("'wellcome' is not in this release (did you mean welcome?)"),
    });
    const { err } = await ask('runs', '--journey', 'nope', '--json');
    expect(err).toContain("'nope' is not in this release (there is welcome)");
  });

  test('that is known and has no such runs are none', async () => {
    expect(await ask('runs', '--journey', 'welcome', '--stuck')).toMatchObject({
      ...{ code: 0, out: expect.stringContaining('No such runs') },
    });
    expect(await ask('runs', '--journey', 'summer', '--state', 'running')).toMatchObject({
      ...{ code: 0, out: expect.stringContaining('No such runs') },
    });
  });
});

describe('what is asked of a run', () => {
  test('retry where nothing is stuck says so', async () => {
    const { id } = await enroll(api.store);
    const { code, err } = await ask('retry', id);
    expect(code).toBe(1);
    expect(err).toContain(`Run '${id}' is not stuck`);
  });

  test.each(['skip', 'retry'])('%s of a paused run says that it stays paused', async (action) => {
    const { id } = await enroll(api.store);
    await setStuck(api.store.db, id, { step: 'welcome/hello#1', code: 'X', message: 'no' });
    expect((await ask(action, id)).out).toContain(`'perennial run ${id}' shows what came of it`);
    await ask('pause', id);
    expect((await ask(action, id)).out).toContain(
      `stays paused: it sends nothing until 'perennial resume ${id}'`,
    );
    expect(JSON.parse((await ask(action, id, '--json')).out)).toMatchObject({ paused: true });
  });
});
