import type { Patience } from './patience';
import type { Answer, CallName, Calls, Step } from './port';
import type { RunState } from './run';
import type { Work } from './work';

/** Stands still at a step that has no outcome yet: until a bell rings or, where it was told when to ask again, until then. */
export function* standStill(
  run: RunState,
  answer: Exclude<Answer<unknown>, { status: 'done' | 'ended' }>,
  { input, step }: { input: Calls[CallName]['input']; step: Step },
  { heard, patience }: { heard: number; patience: Patience },
): Work<void> {
  const { page, bells } = run;
  if (answer.status !== 'later') {
    const why = answer.status === 'parked' ? answer.why : `${answer.code}: ${answer.message}`;
    page.stand({ state: answer.status, step: step.name, why });
    yield bells.after(heard);
    return;
  }
  const { why } = answer;
  const until = patience.until(answer.until);
  if ('openStep' in input)
    page.wait(input.openStep, until, 'events' in input ? input.events : undefined);
  else page.stand({ state: 'later', step: step.name, until, why });
  patience.woke(yield* run.untilDueOrBell(until, `${step.summary}: ${why}`, heard));
}
