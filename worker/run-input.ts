import { perOf, type JourneySpec } from '../engine';
import type { Enrollment } from '../store';
import type { WorkflowInput } from './runtime/wire';

/** What a run is started with, from its row and its journey in its own release. */
export function runInputOf(
  enrollment: Enrollment,
  spec: Pick<JourneySpec, 'per'> | undefined,
  { scaled, historyLimit }: { scaled: boolean; historyLimit?: number },
): WorkflowInput {
  const { kept, restartedAt } = enrollment;
  const per = perOf(spec?.per, enrollment.per);
  return {
    enrollment: enrollment.id,
    journey: enrollment.journey,
    customer: enrollment.customer,
    release: enrollment.release,
    generation: enrollment.generation,
    event: enrollment.event,
    ...(per && { per }),
    ...(kept && kept.length > 0 && { kept }),
    ...(restartedAt !== null && { since: restartedAt }),
    ...(scaled && { scaled }),
    ...(historyLimit !== undefined && { historyLimit }),
  };
}
