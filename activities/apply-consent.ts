import { isWithdrawn } from '../gate';
import { readConsents, setVerdict } from '../store';
import type { Work } from './apply-work';

/** Runs of journeys that may not write to this customer any more end. */
export async function endWithoutConsent({ tx, customer, deps, live }: Work): Promise<void> {
  if (live.length === 0) return;
  const consents = await readConsents(tx, customer.id);
  if (consents.length === 0) return;
  for (const { id, journey } of live) {
    if (isWithdrawn(deps.catalog, consents, journey)) {
      await setVerdict(tx, id, 'consent withdrawn');
    }
  }
}
