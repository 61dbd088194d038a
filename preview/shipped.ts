import { PermanentError, type AnyDefinition } from '../engine';
import { journeys } from '../workflows';

/** A journey of workflows/index.ts. @throws PermanentError `JOURNEY_UNKNOWN` */
export function journeyNamed(id: string): AnyDefinition {
  const journey = journeys.find((one) => one.id === id);
  if (!journey) throw new PermanentError('JOURNEY_UNKNOWN', { journey: id });
  return journey;
}

/** Those of workflows/index.ts. */
export const shippedJourneys: readonly AnyDefinition[] = journeys;
