import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../local/ports';
import { MailServer } from '../activities/mail-server';
import { Perennial } from '../cli/perennial';
import { describeWith } from '../servers/needs';
import { createDatabase, type TestDatabase } from '../servers/stores';
import { createNamespace, type TestNamespace } from '../servers/temporal-namespace';
import { filledExample, loadProject, msOf, type Project } from './compose';
import { assembleImage, startOf } from './image';

jest.setTimeout(180_000);

/** Files of the product's own below a folder; of packages only which folders there are. */
const filesIn = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.name === 'node_modules') return readdirSync(path).map((one) => join(path, one));
    return entry.isDirectory() ? filesIn(path) : [path];
  });

describeWith(
  'postgres',
  'temporal',
  'composeSpec',
)('the processes of docker-compose.yml', () => {
  let folder: string;
  let app: string;
  let before: string[];
  let database: TestDatabase;
  let namespace: TestNamespace;
  let project: Project;
  let port: string;
  const mail = new MailServer();
  const processes: Record<string, Perennial> = {};

  /** The compose file's environment, with the addresses of the servers that run here in the place of theirs. */
  async function environmentOf(name: string): Promise<Record<string, string>> {
    const { environment = {} } = project.services[name] ?? {};
    const here: Record<string, string> = {
      DATABASE_URL: database.url,
      TEMPORAL_ADDRESS: namespace.address,
      TEMPORAL_NAMESPACE: namespace.namespace,
      ...(name === 'worker' && { SMTP_URL: await mail.start() }),
    };
    for (const setting of Object.keys(here)) expect(environment).toHaveProperty(setting);
    return {
      ...environment,
      ...here,
      PERENNIAL_HOST: '127.0.0.1',
      PERENNIAL_PORT: port,
      NODE_ENV: 'production',
      HOME: join(folder, 'home'),
      TMPDIR: join(folder, 'tmp'),
      XDG_CACHE_HOME: join(folder, 'cache'),
    };
  }

  /** As the image's entry point does, from the image's files. */
  async function start(name: string): Promise<Perennial> {
    const [, , program, bin = ''] = startOf('ENTRYPOINT');
    expect(program).toBe('node');
    const { command } = project.services[name] ?? {};
    return new Perennial(command ?? startOf('CMD'), await environmentOf(name), join(app, bin));
  }

  /** What Docker would take from a health check. */
  function isHealthy([program, ...args]: readonly string[]): boolean {
    expect(program).toBe('node');
    const asked = args.map((one) => one.replace(':8080/', `:${port}/`));
    return spawnSync(process.execPath, asked).status === 0;
  }
  const healthCheck = () => project.services['api']?.healthcheck?.test?.slice(1) ?? [];

  beforeAll(async () => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'perennial-processes-')));
    app = join(folder, 'app');
    for (const one of ['home', 'tmp', 'cache']) mkdirSync(join(folder, one));
    assembleImage(app);
    before = filesIn(app);
    database = await createDatabase();
    namespace = await createNamespace();
    port = String(await freePort(0));
    project = loadProject(filledExample());
    processes['api'] = await start('api');
    processes['worker'] = await start('worker');
    await processes['api'].says('The api answers at');
    await processes['worker'].says('The worker serves release');
  });
  afterAll(async () => {
    await Promise.all(Object.values(processes).map((one) => one.kill('SIGKILL')));
    await mail.stop();
    await database.drop();
    await namespace.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const api = (path: string, body?: object): Promise<Response> =>
    fetch(`http://127.0.0.1:${port}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Basic ${btoa(`${filledExample()['PERENNIAL_WRITE_KEYS'] ?? ''}:`)}`,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });

  test('the api is ready, and healthy to both health checks', async () => {
    const ready = await api('/ready');
    expect(ready.status).toBe(200);
    expect(await ready.json()).toMatchObject({ database: { ok: true }, temporal: { ok: true } });
    expect(isHealthy(healthCheck())).toBe(true);
    expect(isHealthy(startOf('HEALTHCHECK'))).toBe(true);
  });

  test('a sign-up becomes a mail with links to the public address', async () => {
    // One in twenty is held out by chance; twenty at once never all are.
    const people = Array.from({ length: 20 }, (_, n) => `person-${String(n)}`);
    const batch = people.flatMap((userId) => [
      { type: 'identify', userId, traits: { email: `${userId}@example.com` } },
      { type: 'track', userId, event: 'Signed Up', properties: { source: 'web' } },
    ]);
    expect(await (await api('/v1/batch', { batch })).json()).toMatchObject({ rejected: [] });
    while (mail.mails.length === 0) await new Promise((resolve) => setTimeout(resolve, 100));
    const publicUrl = filledExample()['PERENNIAL_PUBLIC_URL'] ?? '';
    const [, link] = /^List-Unsubscribe:\s+<([^>]+)>/m.exec(mail.mails[0]?.raw ?? '') ?? [];
    expect(link).toContain(`${publicUrl}/unsubscribe/`);
  });

  test('an operator in the container of the api sees the runs', async () => {
    const { api: service } = project.services;
    const environment = {
      ...service?.environment,
      PERENNIAL_PORT: port,
      HOME: join(folder, 'home'),
    };
    const bin = join(app, 'bin/perennial.cjs');
    const { code, out } = await new Perennial(['runs', '--json'], environment, bin).done;
    expect(code).toBe(0);
    expect((JSON.parse(out) as { runs: [] }).runs).toHaveLength(20);
  });

  test.each(['api', 'worker'])('%s stops at SIGTERM with 0, well within its time', async (name) => {
    const grace = msOf(project.services[name]?.stop_grace_period ?? '');
    const begun = Date.now();
    expect(await processes[name]?.kill('SIGTERM')).toMatchObject({ code: 0 });
    expect(Date.now() - begun).toBeLessThan(grace);
  });

  test('then no health check passes', () => {
    expect(isHealthy(healthCheck())).toBe(false);
    expect(isHealthy(startOf('HEALTHCHECK'))).toBe(false);
  });

  test('nothing was written but to the cache and the folder for passing files', () => {
    expect(filesIn(app)).toEqual(before);
    expect(readdirSync(join(folder, 'home'))).toEqual([]);
    expect(readdirSync(join(folder, 'cache'))).toEqual(['perennial']);
    expect(readdirSync(join(folder, 'cache/perennial'))).toEqual(['releases']);
    expect(readdirSync(join(folder, 'tmp')).filter((one) => !one.startsWith('tsx-'))).toEqual([]);
  });
});
