import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { withDrawing } from '../../lint/drawn';
import { cruise, drawing, type Import } from '../../lint/imports';

const ROOT = join(__dirname, '../..');

interface Plant {
  readonly file: string;
  readonly code: string;
  readonly rule: string;
}

const plant = (file: string, code: string, rule: string): Plant => ({ file, code, rule });

/** One wrong import each, and the rule that must name it. */
const WRONG: readonly Plant[] = [
  plant('engine/wrong.ts', "import '../catalog';", 'arrow-from-engine'),
  plant(
    'engine/wrong-type.ts',
    "import type { A } from '../store';\nexport type B = A;",
    'arrow-from-engine',
  ),
  plant('engine/wrong-node.ts', "import 'node:fs';", 'outside-of-engine'),
  plant('engine/wrong-package.ts', "import 'zod';", 'outside-of-engine'),
  plant(
    'workflows/wrong.ts',
    "import { A } from '../catalog';\nexport const a: A = 1;\nexport const b = A;",
    'catalogue-as-types-only',
  ),
  plant(
    'workflows/wrong-lazy.ts',
    "export const late = () => import('../catalog');",
    'catalogue-as-types-only',
  ),
  plant(
    'workflows/wrong-store.ts',
    "import type { A } from '../store';\nexport type B = A;",
    'arrow-from-workflows',
  ),
  plant('catalog/wrong.ts', "import '../gate';", 'arrow-from-catalog'),
  plant('gate/wrong.ts', "import '../store';", 'arrow-from-gate'),
  plant('gate/wrong-node.ts', "import 'node:crypto';", 'outside-of-gate'),
  plant('messages/wrong.ts', "import '../channels';", 'arrow-from-messages'),
  plant('preview/wrong.ts', "import '../activities';", 'arrow-from-preview'),
  plant('store/wrong.ts', "import '../catalog';", 'arrow-from-store'),
  plant('store/wrong-temporal.ts', "import '@temporalio/client';", 'temporal-at-the-edge'),
  plant('channels/wrong.ts', "import '../store';", 'arrow-from-channels'),
  plant('activities/wrong.ts', "import '../worker';", 'arrow-from-activities'),
  plant('worker/runtime/wrong.ts', "import '../../store';", 'arrow-from-worker-runtime'),
  plant('worker/runtime/wrong-worker.ts', "import '..';", 'arrow-from-worker-runtime'),
  plant(
    'worker/runtime/wrong-client.ts',
    "import '@temporalio/client';",
    'outside-of-worker-runtime',
  ),
  plant('worker/wrong.ts', "import '../api';", 'arrow-from-worker'),
  plant('api/wrong.ts', "import '../worker';", 'arrow-from-api'),
  plant('api/wrong-inside.ts', "import '../store/secret';", 'by-the-index'),
  plant('local/wrong.ts', "import '../cli';", 'arrow-from-local'),
  plant('cli/wrong.ts', "import '../store';", 'arrow-from-cli'),
  plant('cli/wrong-undeclared.ts', "import 'jest';", 'declared'),
  plant('store/wrong-cycle.ts', "import './zigzag';", 'no-cycle'),
];

/** What the rules must let pass. */
const RIGHT: Readonly<Record<string, string>> = {
  'workflows/right.ts':
    "import type { A } from '../catalog';\nimport '../engine';\nexport type B = A;",
  'catalog/right.ts': "import '../engine';\nimport 'zod';",
  'worker/runtime/right.ts':
    "import '../../workflows';\nimport '../../engine';\nimport '@temporalio/workflow';",
  'worker/right.ts': "import './runtime';\nimport '../activities';\nimport '@temporalio/client';",
  'api/right.ts': "import '../store';\nimport '@temporalio/client';\nimport 'node:http';",
  'cli/right.ts': "import '../local';",
};

const ROOMS = [
  ...['engine', 'workflows', 'catalog', 'gate', 'messages', 'preview', 'store', 'channels'],
  ...['activities', 'worker/runtime', 'worker', 'api', 'local', 'cli'],
];

function plantTree(): string {
  const root = mkdtempSync(join(tmpdir(), 'perennial-imports-'));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const packages = ['zod', '@temporalio/client', '@temporalio/workflow'];
  write(
    'package.json',
    JSON.stringify({
      dependencies: Object.fromEntries(packages.map((name) => [name, '*'])),
      devDependencies: { jest: '*' },
    }),
  );
  write('tsconfig.json', readFileSync(join(ROOT, 'tsconfig.json'), 'utf8'));
  for (const name of [...packages, 'jest']) {
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, main: 'index.js' }));
    write(`node_modules/${name}/index.js`, '');
  }
  for (const room of ROOMS)
    write(`${room}/index.ts`, 'export const A = 1;\nexport type A = number;\n');
  write('store/secret.ts', 'export const secret = 1;');
  write('store/zigzag.ts', "import './wrong-cycle';");
  for (const { file, code } of WRONG) write(file, code);
  for (const [file, code] of Object.entries(RIGHT)) write(file, code);
  return root;
}

describe('the import rules', () => {
  let found: { rule: string; from: string; to: string }[];
  beforeAll(() => {
    const root = plantTree();
    found = [...cruise(root).violations];
    rmSync(root, { recursive: true });
  });

  it.each(WRONG)('$rule names $file', ({ file, rule }) => {
    expect(found.filter(({ from }) => from === file).map((one) => one.rule)).toContain(rule);
  });

  it('let pass what the design allows', () => {
    expect(found.filter(({ from }) => from.includes('right'))).toEqual([]);
    expect(found.filter(({ from }) => from.endsWith('index.ts'))).toEqual([]);
  });
});

describe('the imports of this tree', () => {
  const { imports, violations } = cruise();

  it('keep every rule', () => {
    expect(violations).toEqual([]);
  });

  it('are those drawn in ARCHITECTURE.md; npm run pages brings it up to date', () => {
    const page = readFileSync(join(ROOT, 'ARCHITECTURE.md'), 'utf8');
    expect(page).toBe(withDrawing(page, drawing(imports)));
  });
});

describe('the drawing', () => {
  const one = (from: string, to: string, typeOnly = false): Import => ({ from, to, typeOnly });

  it('has an arrow for each pair of rooms, dashed where only types are taken', () => {
    const drawn = drawing([
      one('api/a.ts', 'store/index.ts'),
      one('workflows/a.ts', 'catalog/index.ts', true),
      one('store/a.ts', 'store/b.ts'),
      one('gate/a.ts', 'engine/index.ts'),
      one('worker/a.ts', 'worker/runtime/index.ts', true),
      one('worker/b.ts', 'worker/runtime/index.ts'),
    ]);
    expect(drawn.split('\n').filter((line) => line.includes('>'))).toEqual([
      '  api --> store',
      '  worker --> worker_runtime',
      '  workflows -. types .-> catalog',
    ]);
    expect(drawn).toContain('to `engine`, from gate.');
  });

  it('goes stale when an import comes or goes', () => {
    const page =
      '<!-- drawn from the imports found: npm run pages -->\n<!-- end of the drawing -->';
    const before = withDrawing(page, drawing([one('api/a.ts', 'store/index.ts')]));
    expect(withDrawing(before, drawing([one('api/a.ts', 'store/index.ts')]))).toBe(before);
    expect(withDrawing(before, drawing([one('api/a.ts', 'catalog/index.ts')]))).not.toBe(before);
  });
});
