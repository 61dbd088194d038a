import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { readConfig } from '../../cli/config';
import { describeWith } from '../servers/needs';
import { startPostgres, type PostgresServer } from '../servers/postgres';
import { COMPOSE, filledExample, loadProject, parseEnv, ROOT } from './compose';

const page = readFileSync(join(ROOT, 'docs/production.md'), 'utf8');
const blocks = (language: string): string[] =>
  [...page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)]
    .filter(([, name]) => name === language)
    .map(([, , code = '']) => code);
const blockWith = (text: string): string => blocks('sh').find((one) => one.includes(text)) ?? '';

let folder: string;
const calls = (): string[][] =>
  readFileSync(join(folder, 'calls'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as string[]);

/** Runs a block of the page as a shell does, with a `docker` and an `npm` that only note what they are asked. */
function run(block: string, more: Readonly<Record<string, string>> = {}): string[][] {
  expect(block).not.toBe('');
  writeFileSync(join(folder, 'calls'), '');
  const { status, stderr } = spawnSync('sh', ['-eu', '-c', block], {
    cwd: folder,
    encoding: 'utf8',
    env: {
      ...more,
      PATH: [join(folder, 'bin'), more['PATH'], process.env['PATH']].filter(Boolean).join(':'),
      DOCKER_CALLS: join(folder, 'calls'),
    },
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return calls();
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'perennial-page-'));
  mkdirSync(join(folder, 'bin'));
  copyFileSync(join(ROOT, '.env.example'), join(folder, '.env.example'));
  copyFileSync(join(__dirname, 'docker.cjs'), join(folder, 'bin/docker'));
  chmodSync(join(folder, 'bin/docker'), 0o755);
  symlinkSync(join(folder, 'bin/docker'), join(folder, 'bin/npm'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('docs/production.md', () => {
  it('makes an .env that nobody else can read, with a secret of its own for each placeholder', () => {
    run(blockWith('.env.example > .env'));
    const made = parseEnv(readFileSync(join(folder, '.env'), 'utf8'));
    expect(Object.keys(made)).toEqual(Object.keys(filledExample()));
    const secrets = Object.values(made).filter((value) => /^[0-9a-f]{48}$/.test(value));
    expect(new Set(secrets).size).toBe(4);
    expect(Object.values(made).join()).not.toContain('replace-this');
    expect(statSync(join(folder, '.env')).mode & 0o077).toBe(0);
  });

  it('has every block under test: those of a shell run here, and there is one of YAML', () => {
    for (const block of blocks('sh').filter((one) => !one.includes('pg_'))) run(block);
    expect(blocks('sh')).toHaveLength(7);
    expect(blocks('yaml')).toHaveLength(1);
  });

  it('names only commands that perennial has, and settings that are read', () => {
    const help = execFileSync(process.execPath, [join(ROOT, 'bin/perennial.cjs'), '--help'], {
      encoding: 'utf8',
    });
    const named = [...page.matchAll(/(?:bin\/perennial\.cjs|npm run perennial --) ([a-z]+)/g)];
    expect(named.length).toBeGreaterThan(2);
    for (const [, name] of named) expect(help).toMatch(new RegExp(`^  ${name} `, 'm'));
    const read = readFileSync(join(ROOT, 'cli/config.ts'), 'utf8') + readFileSync(COMPOSE, 'utf8');
    const settings = [...page.matchAll(/`([A-Z]+_[A-Z_]+)\b/g)].map(([, name = '']) => name);
    expect(settings.length).toBeGreaterThan(15);
    expect(settings.filter((name) => !read.includes(`  ${name}: `))).toEqual([]);
  });
});

describeWith('composeSpec')('what the page asks of docker compose', () => {
  const OPTIONS: Readonly<Record<string, readonly string[]>> = {
    up: ['--build', '--detach', '--wait', '--no-deps', '--no-recreate', '--scale'],
    exec: ['-T'],
    build: [],
    stop: [],
  };

  it('are commands, options and services that there are', () => {
    const services = Object.keys(loadProject(filledExample()).services);
    const all = blocks('sh')
      .filter((one) => !one.includes('pg_'))
      .flatMap((one) => run(one))
      .filter(([program]) => program === 'compose')
      .map((call) => call.slice(call[1] === '--file' ? 5 : 1));
    expect(all.length).toBeGreaterThan(5);
    for (const [command = '', ...rest] of all) {
      const options = rest.filter((one) => one.startsWith('-'));
      expect(options.filter((one) => !OPTIONS[command]?.includes(one))).toEqual([]);
      const names = rest
        .filter((one) => !one.startsWith('-'))
        .map((one) => one.split('=')[0] ?? '');
      expect(services).toEqual(
        expect.arrayContaining(command === 'exec' ? names.slice(0, 1) : names),
      );
    }
  });

  it('an .env of the page is one with which api and worker start', () => {
    run(blockWith('.env.example > .env'));
    const made = parseEnv(readFileSync(join(folder, '.env'), 'utf8'));
    const { api, worker } = loadProject(made).services;
    expect(readConfig(api?.environment ?? {})).toMatchObject({
      operatorKey: made['PERENNIAL_OPERATOR_KEY'],
      temporal: { namespace: 'perennial' },
    });
    expect(readConfig(worker?.environment ?? {})).toMatchObject({
      publicUrl: made['PERENNIAL_PUBLIC_URL'],
      twilio: undefined,
    });
  });

  it('the file for Temporal Cloud leaves nothing of Temporal, and says where it is', () => {
    const file = join(folder, 'compose.cloud.yml');
    writeFileSync(file, blocks('yaml')[0] ?? '');
    expect(() => loadProject(filledExample(), COMPOSE, file)).toThrow('TEMPORAL_API_KEY');
    const cloud = {
      TEMPORAL_ADDRESS: 'temporal.example:7233',
      TEMPORAL_NAMESPACE: 'shop.a1b2c',
      TEMPORAL_API_KEY: 'a-key-of-the-tests',
    };
    const { services } = loadProject({ ...filledExample(), ...cloud }, COMPOSE, file);
    expect(Object.keys(services).sort()).toEqual(['api', 'mail-catcher', 'postgres', 'worker']);
    for (const name of ['api', 'worker']) {
      expect(services[name]?.environment).toMatchObject({ ...cloud, TEMPORAL_TLS: 'true' });
      expect(readConfig(services[name]?.environment ?? {}).temporal).toEqual({
        address: 'temporal.example:7233',
        namespace: 'shop.a1b2c',
        apiKey: 'a-key-of-the-tests',
        tls: true,
      });
      expect(Object.keys(services[name]?.depends_on ?? {})).toEqual(['postgres']);
    }
  });
});

describeWith('postgres')('a backup as the page says', () => {
  const DATABASES = ['perennial', 'temporal', 'temporal_visibility'];
  let server: PostgresServer;
  let environment: Record<string, string>;
  const query = async (database: string, text: string): Promise<unknown[]> => {
    const url = new URL(server.url);
    url.pathname = `/${database}`;
    const client = new Client({ connectionString: url.href });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(text)).rows;
    } finally {
      await client.end();
    }
  };

  beforeAll(async () => {
    server = await startPostgres();
    const { hostname, port, password } = new URL(server.url);
    const programs = execFileSync('pg_config', ['--bindir'], { encoding: 'utf8' }).trim();
    environment = { PGHOST: hostname, PGPORT: port, PGPASSWORD: password, PATH: programs };
    await query('postgres', `create role perennial superuser login password '${password}'`);
    for (const one of DATABASES) {
      await query('postgres', `create database ${one} owner perennial`);
      await query(one, `create table kept as select '${one}' as what`);
    }
  });
  afterAll(() => server.stop());

  it('gives back what was, and nothing of what came after', async () => {
    run(blockWith('pg_dump'), environment);
    for (const one of DATABASES) await query(one, `update kept set what = 'later'`);
    const [stop, ...others] = run(blockWith('pg_restore'), environment);
    expect(stop).toEqual(['compose', 'stop', 'api', 'worker', 'temporal']);
    expect(others.at(-1)).toEqual(['compose', 'up', '--detach', '--wait']);
    for (const one of DATABASES) {
      expect(await query(one, 'select what from kept')).toEqual([{ what: one }]);
    }
  });
});
