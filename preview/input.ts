import { perValue, type EventRecord, type JourneySpec, type RunInput } from '../engine';

/** What a run of the preview's one customer is started with. */
export function inputOf(spec: JourneySpec, event: EventRecord): RunInput {
  const value = perValue(spec, event.properties);
  return {
    enrollment: 'preview',
    journey: spec.id,
    customer: 'customer',
    release: 'preview',
    generation: 0,
    event,
    ...(spec.per !== undefined && value !== undefined && { per: { field: spec.per, value } }),
  };
}
