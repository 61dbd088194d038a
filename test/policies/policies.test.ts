import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readTemplates, type TemplateSources } from '../../messages';
import { checkFiles, policies, type Broken, type CheckOptions } from '../../preview';
import { journeys as shipped } from '../../workflows';
import { faults, type Fault } from './faults';

let sources: TemplateSources;
beforeAll(async () => {
  sources = await readTemplates(join(__dirname, '../../templates'));
});

function optionsOf({ catalog, templates = {}, maxPaths }: Fault): Partial<CheckOptions> {
  const all = Object.entries({ ...sources, ...templates });
  return {
    templates: Object.fromEntries(
      all.flatMap(([path, text]) => (text === undefined ? [] : [[path, text]])),
    ),
    beside: [],
    ...(catalog && { catalog }),
    ...(maxPaths !== undefined && { maxPaths }),
  };
}

async function brokenBy(fault: Fault, without?: string): Promise<readonly Broken[]> {
  const options = optionsOf(fault);
  const { journeys } = await checkFiles([join(__dirname, 'faults', `${fault.file}.ts`)], {
    ...options,
    policies: policies.filter(({ id }) => id !== without),
  });
  return journeys.flatMap(({ broken }) => broken);
}

/** Policies about what keeps a journey from being explored at all. */
const STOPS = ['unbounded-loop', 'too-many-paths', 'only-steps'];

/** A breach as a person reads it. */
const told = ({ policy, says, place = '', path }: Broken): string =>
  [
    `${policy}: ${says}`,
    place,
    ...path.map(({ day, says: line }) => `d${String(day)} ${line}`),
  ].join('\n');

describe('a journey with one fault', () => {
  test.each(faults)(
    '$file breaks $policy alone, at its line and on its shortest path',
    async (fault) => {
      const broken = await brokenBy(fault);
      expect(broken.map(({ policy }) => policy)).toEqual([fault.policy]);
      expect(broken.map(told).join('\n')).toMatchSnapshot();
    },
  );

  // Of the others the test before says it: that policy alone is broken.
  test.each(faults.filter(({ policy }) => STOPS.includes(policy)))(
    '$file cannot be explored, and fails without $policy too',
    async (fault) => {
      await expect(brokenBy(fault, fault.policy)).rejects.toThrow();
    },
  );

  test('passes a check that leaves its policy out', async () => {
    const [fault] = faults.filter(({ policy }) => !STOPS.includes(policy));
    expect(fault && (await brokenBy(fault, fault.policy))).toEqual([]);
  });
});

test('a file alone is checked with the templates above it, as it is simulated', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'perennial-check-'));
  const message = join(folder, 'templates/welcome/come-by');
  mkdirSync(join(folder, 'journeys'));
  mkdirSync(message, { recursive: true });
  writeFileSync(join(message, 'subject.hbs'), '{{#if customer.firstName}}You{{/if}}');
  const file = join(folder, 'journeys/own.ts');
  const story = `await journey.send('welcome/come-by'); return 'over';`;
  const journey = `{ id: 'own', title: 'Own', on: 'Signed Up', async run(journey) { ${story} } }`;
  writeFileSync(file, `export const own = ${journey};`);
  const { journeys } = await checkFiles([file], { beside: [] });
  rmSync(folder, { recursive: true });
  expect(journeys[0]?.broken.map(({ policy }) => policy)).toEqual(['template-subject']);
});

test('there is a fault for each policy', () => {
  const found = new Set(faults.map(({ policy }) => policy));
  expect([...found].sort()).toEqual(policies.map(({ id }) => id).sort());
});

test('the examples keep every policy', async () => {
  const { journeys } = await checkFiles([join(__dirname, '../../examples/journeys')]);
  expect(journeys).toHaveLength(16);
  expect(journeys.flatMap(({ broken }) => broken.map(told))).toEqual([]);
});

test('the shipped journeys keep every policy', async () => {
  const { journeys } = await checkFiles([]);
  expect(journeys.map(({ journey }) => journey)).toEqual(shipped.map(({ id }) => id));
  expect(journeys.flatMap(({ broken }) => broken.map(told))).toEqual([]);
  expect(journeys.flatMap(({ excused }) => excused)).toEqual([]);
});
