import { segment } from '../../../catalog';

export const segments = {
  'shared-birthday': segment({
    facts: ['birthday'],
    test: (value) => value('birthday') !== undefined,
  }),
  'uses-groove-wash': segment({
    facts: ['refill-due'],
    test: (value) => value('refill-due') !== undefined,
  }),
  'reads-digest': segment({
    facts: ['digest-wanted'],
    test: (value) => value('digest-wanted') === true,
  }),
  'has-arrivals': segment({
    facts: ['has-arrivals'],
    test: (value) => value('has-arrivals') === true,
  }),
} as const;

type Added = typeof segments;
declare module '../../../catalog/segments' {
  interface Segments extends Readonly<Added> {}
}
