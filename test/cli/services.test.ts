import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readReceived } from '../../local/receivers';
import { freePort } from '../../local/ports';
import { describeWith } from '../servers/needs';
import { createDatabase, type TestDatabase } from '../servers/stores';
import { createNamespace, type TestNamespace } from '../servers/temporal-namespace';
import { Perennial, perennial } from './perennial';

jest.setTimeout(180_000);

describeWith('postgres', 'temporal')('api, worker and receivers, each a process of its own', () => {
  let folder: string;
  let database: TestDatabase;
  let namespace: TestNamespace;
  let environment: Record<string, string>;
  let processes: Record<'receivers' | 'api' | 'worker', Perennial>;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'perennial-services-'));
    database = await createDatabase();
    namespace = await createNamespace();
    const journal = join(folder, 'received.jsonl');
    const args = ['--smtp-port', '0', '--http-port', '0', '--journal', journal];
    const receivers = new Perennial(['receivers', ...args], { PERENNIAL_HOME: folder });
    await receivers.says('}');
    const port = String(await freePort(0));
    environment = {
      ...(JSON.parse(receivers.out) as Record<string, string>),
      PERENNIAL_HOME: folder,
      XDG_CACHE_HOME: folder,
      DATABASE_URL: database.url,
      TEMPORAL_ADDRESS: namespace.address,
      TEMPORAL_NAMESPACE: namespace.namespace,
      PERENNIAL_PORT: port,
      PERENNIAL_HOST: '127.0.0.1',
      PERENNIAL_PUBLIC_URL: `http://127.0.0.1:${port}`,
      PERENNIAL_URL: `http://127.0.0.1:${port}`,
      PERENNIAL_SECRET: 'a-secret-of-the-services-test',
      PERENNIAL_WRITE_KEYS: 'a-write-key',
      PERENNIAL_OPERATOR_KEY: 'ops:an-operators-key',
    };
    processes = {
      receivers,
      api: new Perennial(['api'], environment),
      worker: new Perennial(['worker'], environment),
    };
    await processes.api.says('The api answers at');
    await processes.worker.says('The worker serves release');
  });
  afterAll(async () => {
    await Promise.all(Object.values(processes).map((one) => one.kill('SIGKILL')));
    await database.drop();
    await namespace.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const track = (type: string, body: object): Promise<Response> =>
    fetch(`${environment['PERENNIAL_URL'] ?? ''}/v1/${type}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Basic ${Buffer.from('a-write-key:').toString('base64')}`,
      },
      body: JSON.stringify(body),
    });

  test('a sign-up at the api becomes a mail of the worker', async () => {
    const journal = join(folder, 'received.jsonl');
    // One in twenty is held out by chance; twenty at once never all are.
    const people = Array.from({ length: 20 }, (_, n) => `person-${String(n)}`);
    for (const userId of people) {
      const traits = { email: `${userId}@example.com` };
      expect((await track('identify', { userId, traits })).status).toBe(200);
      const event = { userId, event: 'Signed Up', properties: { source: 'web' } };
      expect((await track('track', event)).status).toBe(200);
    }
    while ((await readReceived(journal)).length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const { out } = await perennial(['runs', '--json'], environment);
    expect((JSON.parse(out) as { runs: [] }).runs).toHaveLength(20);
  });

  test('each stops at SIGTERM by itself, with 0', async () => {
    for (const one of [processes.api, processes.worker, processes.receivers]) {
      expect((await one.kill('SIGTERM')).code).toBe(0);
    }
  });
});
