import type { JourneySpec, Scalar } from '../engine';
import type { Enrollment } from '../store';
import type { WorkflowInput } from './runtime/wire';

/** What a run is started with, from its row and its journey in its own release. */
export function runInputOf(
  enrollment: Enrollment,
  spec: Pick<JourneySpec, 'per'> | undefined,
  { scaled, historyLimit }: { scaled: boolean; historyLimit?: number },
): WorkflowInput {
  const { kept, per, restartedAt } = enrollment;
  return {
    enrollment: enrollment.id,
    journey: enrollment.journey,
    customer: enrollment.customer,
    release: enrollment.release,
    generation: enrollment.generation,
    event: enrollment.event,
    ...(spec?.per !== undefined &&
      per !== '' && { per: { field: spec.per, value: JSON.parse(per) as Scalar } }),
    ...(kept && kept.length > 0 && { kept }),
    ...(restartedAt !== null && { since: restartedAt }),
    ...(scaled && { scaled }),
    ...(historyLimit !== undefined && { historyLimit }),
  };
}
