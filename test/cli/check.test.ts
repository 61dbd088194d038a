import { join } from 'node:path';
import { policies } from '../../preview';
import { cli } from './terminal';

const fault = (name: string): string => join(__dirname, '../policies/faults', `${name}.ts`);

test('check says in one line of a journey that it keeps every policy: 0', async () => {
  const { code, out, err } = await cli(['check', 'win-back']);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toMatch(/^✓ win-back: \d+ policies on \d+ paths\n$/);
});

test('check tells a policy that is broken with the path that breaks it: 1', async () => {
  const { code, out, err } = await cli(['check', fault('same-offer-twice')]);
  expect({ code, err }).toEqual({ code: 1, err: '' });
  expect(out).toMatch(/^✗ generous breaks 1 of \d+ policies, on \d+ paths looked at\n/);
  expect(out).toContain('same-offer-twice: Nobody is given the same offer twice by one journey.');
  expect(out).toMatch(
    / d21 {2}is given −10 %, until day 30 ← test\/policies\/faults\/same-offer-twice\.ts:12\n/,
  );
});

test('check --json gives the same as data, and 1 all the same', async () => {
  const { code, out } = await cli(['check', 'welcome', fault('rewards-fall'), '--json']);
  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({
    policies: { length: policies.length },
    journeys: [
      { journey: 'welcome', broken: [] },
      {
        journey: 'falling',
        broken: [
          {
            policy: 'rewards-fall',
            place: 'test/policies/faults/rewards-fall.ts:12',
            step: 'issue-offer#2',
          },
        ],
      },
    ],
  });
});

test('check takes a folder, and finds the journeys in it', async () => {
  const { code, out } = await cli([
    'check',
    join(__dirname, '../policies/faults'),
    '--max-paths',
    '200',
  ]);
  expect(code).toBe(1);
  expect(out.match(/^[✓✗] /gm)?.length).toBeGreaterThan(30);
});

test('check --policies lists them', async () => {
  const { code, out } = await cli(['check', '--policies']);
  expect(code).toBe(0);
  expect(out.split('\n').filter((line) => line !== '')).toHaveLength(policies.length);
  expect(out).toMatch(/^expired-offer {2,}No message shows an offer that has expired/m);
});

test.each([
  [['check', 'winback'], 2, 'JOURNEY_UNKNOWN'],
  [['check', './docs'], 1, 'it exports no journey'],
  [['check', './nowhere.ts'], 1, 'JOURNEYS_UNREADABLE'],
  [['check', 'welcome', '--timezone', 'Mars/Olympus'], 2, 'ZONE_UNKNOWN'],
])('%j fails: %i', async (args, status, problem) => {
  const { code, err } = await cli(args);
  expect({ code, err }).toEqual({ code: status, err: expect.stringContaining(problem) });
});
