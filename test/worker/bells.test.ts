import type { Enrollment } from '../../store';
import { bellsFor, type Circumstances } from '../../worker/bells';

const run = (id: string, more: Partial<Enrollment> = {}): Enrollment =>
  ({ id, journey: 'j', state: 'running', per: '', verdict: null, ...more }) as Enrollment;
const event = (id: string, name: string, properties = {}, problems: string[] | null = null) => ({
  ...{ id, name, properties, problems },
});
const rung = (circumstances: Partial<Circumstances>) =>
  bellsFor({
    live: [],
    waits: [],
    events: [],
    perField: () => undefined,
    ...circumstances,
  }).map(({ run: { id }, bell }) => [id, bell]);

describe('an event rings', () => {
  test('the runs that wait for its name, once each, with the newest', () => {
    expect(
      rung({
        live: [run('a'), run('b'), run('c')],
        waits: [
          { enrollment: 'a', events: ['Paid', 'Shipped'] },
          { enrollment: 'b', events: ['Shipped'] },
          { enrollment: 'c', events: [] },
        ],
        events: [event('1', 'Paid'), event('2', 'Paid'), event('3', 'Seen')],
      }),
    ).toEqual([['a', { kind: 'event', id: '2' }]]);
  });

  test('of several runs with a per value, the one it is about; without the field, each', () => {
    const circumstances = {
      live: [run('a', { per: '"o-1"' }), run('b', { per: '"o-2"' }), run('n', { per: '7' })],
      waits: ['a', 'b', 'n'].map((enrollment) => ({ enrollment, events: ['Paid'] })),
      perField: () => 'order_id',
    };
    const of = (properties: object) =>
      rung({ ...circumstances, events: [event('1', 'Paid', properties)] }).map(([id]) => id);
    expect(of({ order_id: 'o-2' })).toEqual(['b']);
    expect(of({ order_id: 7 })).toEqual(['n']);
    expect(of({ order_id: 'o-9' })).toEqual([]);
    expect(of({})).toEqual(['a', 'b', 'n']);
  });

  test('nobody where it is a misfit', () => {
    expect(
      rung({
        live: [run('a')],
        waits: [{ enrollment: 'a', events: ['Paid'] }],
        events: [event('1', 'Paid', {}, ['total: expected number'])],
      }),
    ).toEqual([]);
  });

  test('no run that is yet to be started: it asks when it is', () => {
    expect(
      rung({
        live: [run('a', { state: 'starting', verdict: 'converted' })],
        waits: [{ enrollment: 'a', events: ['Paid'] }],
        events: [event('1', 'Paid')],
      }),
    ).toEqual([]);
  });

  test('the runs that were given an end, whatever they wait for', () => {
    expect(
      rung({ live: [run('a', { verdict: 'exit: Paid' })], events: [event('1', 'Paid')] }),
    ).toEqual([['a', { kind: 'control', action: 'end' }]]);
  });
});
