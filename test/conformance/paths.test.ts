import type { AnyDefinition } from '../../engine';
import { explore, simulate } from '../../preview';
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
import { asTold, covering, OFFERS, titleOf, withoutSkips } from './told';

jest.setTimeout(600_000);

const journeys = [
  { id: 'welcome', definition: welcome, count: 16 },
  { id: 'follow-up', definition: followUp, count: 22 },
  { id: 'feedback-request', definition: feedbackRequest, count: 48, goes: 10 },
  { id: 'win-back', definition: winBack, count: 8 },
  { id: 'every-verb', definition: everyVerb, count: 26 },
] satisfies { id: string; definition: AnyDefinition; count: number; goes?: number }[];

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
