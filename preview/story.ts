import type { EffectOutcome, Json, Sent } from '../engine';
import type { Choice, Path } from './path';
import type { Happening, Scenario } from './scenario';
import type { Happened } from './verdicts';

export interface ScenarioOptions {
  /** A wait that nothing ends is skipped by an operator as soon as it opens: no time passes. */
  readonly skipWaits?: boolean;
}

const eventOf = ({ value }: Choice): { event: string; properties: Record<string, Json> } => {
  const { name, properties } = value as unknown as Happened;
  return { event: name, properties: properties as Record<string, Json> };
};

/** `vip` of `is vip#2`, `tone` of `split tone#1`. */
const nameIn = (step: string): string => step.replace(/^\w+ /, '').replace(/#\d+$/, '');

/** What happens in this wait, or nothing. */
function inWait({ step, value, ...choice }: Choice, skipWaits: boolean | undefined): Happening[] {
  if (value !== null) return [{ of: step, ...eventOf({ step, value, ...choice }) }];
  return skipWaits ? [{ of: step, operator: 'skip', step }] : [];
}

type Known = { facts: Record<string, Json>; segments: Record<string, boolean> };

function know({ facts, segments }: Known, { kind, step, value }: Choice): void {
  if (kind === 'is') segments[nameIn(step)] = value === true;
  if (kind === 'get') facts[nameIn(step)] = value ?? null;
}

/** The path as a scenario that `simulate` plays to the same trace. */
export function scenarioOf(path: Path, { skipWaits }: ScenarioOptions = {}): Scenario {
  const arms: Record<string, string> = {};
  const outcomes: Record<string, Sent | EffectOutcome> = {};
  const events: Happening[] = [];
  const atEntry: Known = { facts: {}, segments: {} };
  /** What is asked after a wait was so before it ended. */
  let known = atEntry;
  for (const choice of path.choices) {
    const { kind, step, value } = choice;
    if (kind === 'split') arms[nameIn(step)] = value as string;
    else if (kind === 'send' || kind === 'do') outcomes[step] = value as Sent | EffectOutcome;
    else if (kind === 'wait') {
      known = { facts: {}, segments: {} };
      const { facts, segments } = known;
      events.push({ of: step, facts }, { of: step, segments }, ...inWait(choice, skipWaits));
    } else know(known, choice);
  }
  const entry = path.choices.find(({ kind }) => kind === 'entry');
  return { ...(entry && { entry: eventOf(entry) }), ...atEntry, arms, outcomes, events };
}
