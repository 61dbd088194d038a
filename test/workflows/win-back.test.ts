import { explore, reviewText, simulate, storiesOf } from '../../preview';
import { winBack } from '../../workflows/win-back';

test('its stories and paths are those that were reviewed', async () => {
  expect(reviewText(storiesOf(await explore(winBack)))).toMatchSnapshot();
});

test('whoever stays away hears from us three times in 17 days, and no more', async () => {
  const { steps, end } = await simulate(winBack);
  const sends = steps.filter(({ outcome }) => outcome.startsWith('sent'));
  expect(sends.map(({ step, at }) => [step, at / 86_400_000])).toEqual([
    ['win-back/we-miss-you#1', 0],
    ['win-back/incentive#1', 7],
    ['win-back/last-chance#1', 17],
  ]);
  expect(end).toBe('lapsed');
});
