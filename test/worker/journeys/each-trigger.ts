import type {} from '../../../catalog';
import { defineJourney, entered, every, inactive, onDate } from '../../../engine';

/** Journeys that nothing but looking can start. */
export const journeys = [
  defineJourney({
    id: 'quiet',
    title: 'When they went quiet',
    on: inactive('90 days', { of: 'Order Completed' }),
    async run(journey) {
      await journey.send('welcome/hello-stories');
      return journey.event.properties.event;
    },
  }),
  defineJourney({
    id: 'regular',
    title: 'When they become a very good customer',
    on: entered('vip'),
    async run(journey) {
      await journey.send('welcome/hello-stories');
      return journey.event.properties.segment;
    },
  }),
  defineJourney({
    id: 'anniversary',
    title: 'A year after an order',
    on: onDate('last-order', { every: 'year' }),
    async run(journey) {
      await journey.send('welcome/come-by');
      return journey.event.properties.fact;
    },
  }),
  defineJourney({
    id: 'monday',
    title: 'On Mondays',
    on: every('monday', { at: '09:00', in: 'ordered' }),
    reenter: 'always',
    async run(journey) {
      await journey.send('welcome/hello-records');
      return journey.event.properties.at;
    },
  }),
];
