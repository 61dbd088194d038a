import { explore, reviewText, simulate, storiesOf } from '../../preview';
import { welcome } from '../../workflows/welcome';

test('its stories and paths are those that were reviewed', async () => {
  expect(reviewText(storiesOf(await explore(welcome)))).toMatchSnapshot();
});

test('whoever orders hears no more of it', async () => {
  const order = {
    event: 'Order Completed',
    properties: { order_id: 'o-1', total: 1, products: [] },
  };
  const { steps, end } = await simulate(welcome, { events: [{ at: '2 days', ...order }] });
  expect(steps.filter(({ outcome }) => outcome.startsWith('sent'))).toHaveLength(1);
  expect(end).toBe('converted');
});
