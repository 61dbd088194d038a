import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { describeWith } from '../servers/needs';
import {
  COMPOSE,
  example,
  filledExample,
  loadProject,
  msOf,
  parseEnv,
  ROOT,
  type Project,
} from './compose';

const text = readFileSync(COMPOSE, 'utf8');
const plain = parse(text, { merge: true }) as Project;
const OURS = ['api', 'worker'];
const SECRET = /PASSWORD|PWD|SECRET|KEY|TOKEN|DATABASE_URL/;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'perennial-compose-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The compose file with a mistake in it. */
function changed(from: string, to: string): string {
  expect(text).toContain(from);
  const file = join(folder, 'docker-compose.yml');
  writeFileSync(file, text.replaceAll(from, to));
  return file;
}

const LINTER = join(dirname(require.resolve('dclint/package.json')), 'bin/dclint.cjs');
/** The order of keys and services is for people: from what it is to what it needs. */
const NOT_OURS = [
  'service-keys-order',
  'services-alphabetical-order',
  'top-level-properties-order',
];

/** What the schema of the specification and the linter's rules find. */
function lint(file: string): string[] {
  const { stdout } = spawnSync(
    process.execPath,
    [LINTER, file, '--formatter', 'json', ...NOT_OURS.flatMap((rule) => ['--disable-rule', rule])],
    { encoding: 'utf8' },
  );
  const found = JSON.parse(stdout) as { messages: { rule: string; message: string }[] }[];
  return found.flatMap(({ messages }) =>
    messages.map(({ rule, message }) => `${rule}: ${message}`),
  );
}

describe('docker-compose.yml', () => {
  it('follows the schema of the specification, and the rules of a linter', () => {
    expect(lint(COMPOSE)).toEqual([]);
    expect(lint(changed('depends_on:', 'depend_on:')).join()).toContain('invalid-schema');
    expect(lint(changed('temporalio/ui:2.42.1', 'temporalio/ui')).join()).toContain('explicit-tag');
  });

  it.each(Object.entries(plain.services))('%s has an image of one version', (_, { image }) => {
    expect(image).toMatch(/^[a-z/-]+:v?\d+\.\d+/);
  });

  it('gives the api as long to be ready as all that it waits for may take to start', () => {
    const lasts = (name: string): number => {
      const {
        start_period = '',
        interval = '',
        retries = 0,
      } = plain.services[name]?.healthcheck ?? {};
      return msOf(start_period) + msOf(interval) * retries;
    };
    expect(lasts('api')).toBeGreaterThan(lasts('postgres') + lasts('temporal'));
  });

  it('has the tools of the very Temporal it runs', () => {
    const version = (name: string) =>
      /:(\d+\.\d+\.\d+)/.exec(plain.services[name]?.image ?? '')?.[1];
    expect(version('temporal')).toMatch(/^\d/);
    expect(version('temporal-schema')).toBe(version('temporal'));
    expect(version('temporal-namespace')).toBe(version('temporal'));
  });

  it('takes every secret from the environment, and has no value for it', () => {
    const secrets = Object.values(plain.services).flatMap(({ environment }) =>
      Object.entries(environment ?? {}).filter(([name]) => SECRET.test(name)),
    );
    expect(secrets.length).toBeGreaterThan(8);
    for (const [, value] of secrets) {
      expect(value).toMatch(/^(postgres:\/\/perennial:)?\$\{[A-Z_]+(:\?[^}]+|:-)\}/);
    }
    const required = text.matchAll(/\$\{([A-Z_]+):\?/g);
    expect([...new Set([...required].map(([, name]) => name))].sort()).toEqual([
      ...['PERENNIAL_OPERATOR_KEY', 'PERENNIAL_PUBLIC_URL', 'PERENNIAL_SECRET'],
      ...['PERENNIAL_WRITE_KEYS', 'POSTGRES_PASSWORD', 'SMTP_URL'],
    ]);
  });

  it('gives api and worker only settings that are read', () => {
    const config = readFileSync(join(ROOT, 'cli/config.ts'), 'utf8');
    const given = OURS.flatMap((name) => Object.keys(plain.services[name]?.environment ?? {}));
    expect(given.length).toBeGreaterThan(10);
    expect(given.filter((name) => !config.includes(`  ${name}: `))).toEqual([]);
  });
});

describe('.env.example', () => {
  it('has each variable that the compose file takes, and no other', () => {
    const taken = [...text.matchAll(/(?<!\$)\$\{([A-Z_]+)/g)].map(([, name = '']) => name);
    expect(Object.keys(example()).sort()).toEqual([...new Set(taken)].sort());
  });

  it('has a placeholder for each secret that must be given', () => {
    const placeholders = Object.entries(example()).filter(([, value]) => value === 'replace-this');
    expect(placeholders.map(([name]) => name).sort()).toEqual(
      Object.keys(example())
        .filter((name) => SECRET.test(name) && !name.startsWith('TWILIO'))
        .sort(),
    );
  });

  it('is kept out of the repository once it is filled in', () => {
    expect(readFileSync(join(ROOT, '.gitignore'), 'utf8').split('\n')).toContain('.env');
    expect(parseEnv('A=b=c\n# D=e\nF=\n')).toEqual({ A: 'b=c', F: '' });
  });
});

describeWith('composeSpec')("as the Compose specification's own parser has it", () => {
  let project: Project;
  beforeAll(() => {
    project = loadProject(filledExample());
  });
  const entries = () => Object.entries(project.services);

  it('is whole', () => {
    expect(
      entries()
        .map(([name]) => name)
        .sort(),
    ).toEqual([
      ...['api', 'mail-catcher', 'postgres', 'temporal', 'temporal-namespace'],
      ...['temporal-schema', 'temporal-ui', 'worker'],
    ]);
  });

  it.each(['POSTGRES_PASSWORD', 'PERENNIAL_SECRET', 'PERENNIAL_OPERATOR_KEY', 'SMTP_URL'])(
    'does not load without %s, and says so',
    (name) => {
      const { [name]: _, ...others } = filledExample();
      expect(() => loadProject(others)).toThrow(`${name} is missing a value`);
    },
  );

  it('does not load with a dependency, a network or a volume that is not there', () => {
    const wrong = (from: string, to: string) => () =>
      loadProject(filledExample(), changed(from, to));
    expect(wrong('      temporal-schema:', '      temporal-scheme:')).toThrow('temporal-scheme');
    expect(wrong('      - outside', '      - beyond')).toThrow('beyond');
    expect(wrong('- postgres:/var', '- postgras:/var')).toThrow('postgras');
  });

  it('waits for what a service needs: health, or the end of a step', () => {
    for (const [, { depends_on: needs }] of entries()) {
      for (const [name, { condition }] of Object.entries(needs ?? {})) {
        const { restart, healthcheck } = project.services[name] ?? {};
        const isStep = restart?.startsWith('on-failure') ?? false;
        expect(condition).toBe(isStep ? 'service_completed_successfully' : 'service_healthy');
        expect(isStep || healthcheck?.test !== undefined).toBe(true);
      }
    }
  });

  it('is reached from this machine alone, and keeps the databases on a network that leads nowhere', () => {
    const ports = entries().flatMap(([, { ports = [] }]) => ports);
    expect(ports.map((port) => port.host_ip)).toEqual(['127.0.0.1', '127.0.0.1', '127.0.0.1']);
    expect(project.networks['inside']).toMatchObject({ internal: true });
    for (const name of ['postgres', 'temporal', 'temporal-schema', 'temporal-namespace']) {
      expect(Object.keys(project.services[name]?.networks ?? {})).toEqual(['inside']);
    }
  });

  it('keeps what PostgreSQL writes', () => {
    const [volume] = project.services['postgres']?.volumes ?? [];
    expect(volume).toMatchObject({ type: 'volume', source: 'postgres' });
    expect(project.volumes).toHaveProperty('postgres');
  });

  it.each(OURS)('%s runs the image as nobody special, and writes nowhere else', (name) => {
    const service = project.services[name];
    expect(service).toMatchObject({
      build: { dockerfile: 'Dockerfile' },
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      restart: 'unless-stopped',
    });
    expect(service?.tmpfs).toContainEqual(expect.stringMatching(/^\/tmp:/));
    expect(msOf(service?.stop_grace_period ?? '')).toBeGreaterThan(30_000);
  });

  it('leads api, worker and Temporal to each other by the names of the services', () => {
    const { api, worker, temporal } = project.services;
    const password = filledExample()['POSTGRES_PASSWORD'];
    for (const service of [api, worker]) {
      expect(service?.environment).toMatchObject({
        DATABASE_URL: `postgres://perennial:${password}@postgres:5432/perennial`,
        TEMPORAL_ADDRESS: 'temporal:7233',
        TEMPORAL_NAMESPACE:
          project.services['temporal-namespace']?.environment?.['TEMPORAL_NAMESPACE'],
      });
    }
    expect(worker?.environment?.['SMTP_URL']).toBe('smtp://mail-catcher:1025');
    expect(temporal?.environment).toMatchObject({
      POSTGRES_SEEDS: 'postgres',
      POSTGRES_PWD: password,
    });
  });

  it.each(OURS)(
    '%s refuses to start with the example as it is, and names each placeholder',
    (name) => {
      const { environment = {} } = loadProject(example()).services[name] ?? {};
      const { status, stderr } = spawnSync(
        process.execPath,
        [join(ROOT, 'bin/perennial.cjs'), name],
        { encoding: 'utf8', env: { PATH: process.env['PATH'], ...environment } },
      );
      expect(status).not.toBe(0);
      expect(stderr).toContain('DATABASE_URL still holds the placeholder of .env.example');
      expect(stderr).toContain('PERENNIAL_SECRET still holds the placeholder of .env.example');
      expect(stderr).not.toContain('@postgres');
    },
  );
});
