import type { CallName, Calls } from '../engine';

/** One call of a play, as the journey made it. */
export interface Asked {
  readonly name: CallName;
  readonly step: string;
  readonly input: Calls[CallName]['input'];
}

function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) =>
    equal((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]),
  );
}

/** Where two plays of one course part, or `undefined`. */
export function firstDifference(
  first: readonly Asked[],
  second: readonly Asked[],
): { step: string; difference: string } | undefined {
  const count = Math.max(first.length, second.length);
  for (let i = 0; i < count; i++) {
    const [a, b] = [first[i], second[i]];
    const step = a?.step ?? b?.step ?? '';
    if (a?.step !== b?.step || a?.name !== b?.name) {
      return { step, difference: `then ${b ? `step ${b.step}` : 'nothing more'}` };
    }
    if (!equal(a?.input, b?.input)) return { step, difference: 'it is asked for something else' };
  }
  return undefined;
}
