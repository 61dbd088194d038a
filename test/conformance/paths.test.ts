import { MINUTE, type AnyDefinition } from '../../engine';
import { explore, simulate, traceSteps, type Path, type Trace } from '../../preview';
import type { RunDetail } from '../../store';
import { feedbackRequest } from '../../workflows/feedback-request';
import { followUp } from '../../workflows/follow-up';
import { welcome } from '../../workflows/welcome';
import { winBack } from '../../workflows/win-back';
import { expectNothingPersonal } from '../system/nothing-personal';
import { peopleIn, toldBy } from '../system/told';
import { drive, scenarioFor, settingOf } from './drive';
import { everyVerb } from './journeys/every-verb';
import { Shop } from './shop';

jest.setTimeout(600_000);

/** A path in one line: where it left the plain course, and its end. */
const titleOf = ({ choices, trace }: Path): string =>
  [
    ...choices.filter(({ plain }) => !plain).map(({ step, chose }) => `${step}: ${chose}`),
    trace.end,
  ].join(' | ');

/**
 * The real trace as the simulation tells it. A real clock goes on between steps: an instant of a step
 * is as told when it lies within a minute after it; a wait ends as told when it has the very instant
 * (waits by wall clock), or the very length (waits by duration).
 */
function asTold(run: RunDetail, told: Trace): Trace {
  const steps = traceSteps(run.steps, run.enteredAt).map((step, i) => {
    const other = told.steps[i];
    if (!other) return step;
    const inTime = step.at >= other.at && step.at - other.at < MINUTE;
    const sameEnd = step.until === other.until;
    const { until = 0 } = step;
    const sameLength = until - step.at === (other.until ?? 0) - other.at;
    return {
      ...step,
      ...(inTime && { at: other.at }),
      ...((sameEnd || sameLength) && other.until !== undefined && { until: other.until }),
    };
  });
  return { steps, end: run.end ?? '', at: told.at };
}

/** The first channel of the plain course is what the gate works out: this shop has them all. */
const withoutSkips = ({ steps }: Trace): string[] =>
  steps
    .filter(({ step }) => !step.endsWith(' closed'))
    .map(({ step, outcome }) => `${step}: ${outcome}`);

const OFFERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  welcome: { 'issue-offer#1': 'welcome-10' },
  'win-back': { 'issue-offer#1': 'win-back-10', 'issue-offer#2': 'win-back-20' },
};

const journeys = [
  { id: 'welcome', definition: welcome, count: 16 },
  { id: 'follow-up', definition: followUp, count: 22 },
  { id: 'feedback-request', definition: feedbackRequest, count: 60, goes: 11 },
  { id: 'win-back', definition: winBack, count: 8 },
  { id: 'every-verb', definition: everyVerb, count: 26 },
] satisfies { id: string; definition: AnyDefinition; count: number; goes?: number }[];

/** Of many paths so few that everything that can come of each step, and each end, is among them. */
function covering(paths: readonly Path[]): Path[] {
  const seen = new Set<string>();
  return paths.filter(({ choices, trace }) => {
    const all = [...choices.map(({ step, chose }) => `${step}: ${chose}`), `end: ${trace.end}`];
    const fresh = all.filter((one) => !seen.has(one));
    for (const one of fresh) seen.add(one);
    return fresh.length > 0;
  });
}

describe.each(journeys)(
  '$id on a real Temporal server',
  ({ id, definition, count, goes = count }) => {
    let shop: Shop;
    beforeAll(async () => {
      shop = await new Shop().start(`${id}.ts`);
    });
    afterAll(() => shop.stop());

    test(`goes ${goes} of its ${count} paths as they are explored and simulated; each history replays and holds nothing personal`, async () => {
      const all = (await explore(definition)).paths;
      expect(all.map(titleOf)).toHaveLength(count);
      const paths = goes < count ? covering(all) : all;
      expect(paths).toHaveLength(goes);
      const runs: RunDetail[] = [];
      for (const path of paths) {
        const setting = settingOf(path, OFFERS[id] ?? {});
        const before = shop.received.length;
        const run = await drive(shop, definition, path, setting);
        const told = await simulate(definition, scenarioFor(path, setting, run.enteredAt));
        const title = titleOf(path);
        expect({ title, trace: asTold(run, told) }).toEqual({ title, trace: told });
        expect({ title, steps: withoutSkips(told), end: told.end }).toEqual({
          ...{ title, steps: withoutSkips(path.trace), end: path.trace.end },
        });
        const sent = told.steps.filter(({ outcome }) => outcome.startsWith('sent')).length;
        expect({ title, received: shop.received.length - before }).toEqual({
          title,
          received: sent,
        });
        runs.push(run);
      }
      expect(await shop.replay(runs)).toEqual({ same: goes, others: [] });
      const people = await peopleIn(shop.product.store);
      await expectNothingPersonal(await toldBy(shop.product), people, shop.received);
    });
  },
);
