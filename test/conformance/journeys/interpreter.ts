import { defineJourney, type AnyDefinition, type UntypedJourney } from '../../../engine';
import { interpret } from './interpret';
import type { Plan } from '../random/plan';

/** The journey that the entry event's plan tells: one bundle for all random journeys. */
const run = async (journey: UntypedJourney): Promise<string> => {
  const { properties } = journey.event as { properties: { plan: string } };
  return (await interpret(journey, JSON.parse(properties.plan) as Plan)) ?? 'done';
};

/** Written as `never`: the names are those of the test's own catalogue. */
const define = (definition: object): AnyDefinition => defineJourney(definition as never);

export const interpreter = define({
  ...{ id: 'interpreter', title: 'A plan', on: 'Plan Made', run },
});

/** With a goal and an exit, seen in every wait; and `per`. */
export const endingInterpreter = define({
  ...{ id: 'ending-interpreter', title: 'A plan that ends early', on: 'Ending Plan Made', run },
  per: 'plan_id',
  goal: { event: 'Bought', within: '30 days' },
  exit: [{ event: 'Stopped', where: { color: 'red' } }],
});

export const journeys = [interpreter, endingInterpreter];
