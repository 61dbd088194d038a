import { inputProblems } from '../catalog';
import { PermanentError, type Answer, type EffectOutcome } from '../engine';
import { endRun, inCall, orStuck, record, type Deps, type Scene } from './call';
import type { CallActivity } from './context';
import { EFFECTS, type Effect } from './effects';

const SKIPPED: EffectOutcome = { status: 'refused', reason: 'skipped by hand' };

/** What stands before any effect, or `undefined`. */
async function instead(scene: Scene): Promise<Answer<EffectOutcome> | undefined> {
  const { state, step } = scene;
  if (state.verdict !== null) return endRun(scene, state.verdict);
  if (step.skip) return record(scene, SKIPPED);
  if (state.paused) return { status: 'parked', why: 'paused' };
  return undefined;
}

function checked(
  deps: Deps,
  name: string,
  input: unknown,
): { effect: Effect<never>; input: never } {
  const entry = Object.hasOwn(deps.catalog.effects, name) ? deps.catalog.effects[name] : undefined;
  const effect = EFFECTS[name];
  if (!entry || !effect) throw new PermanentError('NOT_IN_CATALOG', { kind: 'effect', name });
  const parsed = entry.input.safeParse(input);
  if (parsed.success) return { effect, input: parsed.data as never };
  const problems = inputProblems(entry, input);
  throw new PermanentError('EFFECT_INPUT_INVALID', { effect: name, problems });
}

/** A catalogued side effect, once. */
export const createDo =
  (deps: Deps): CallActivity<'do'> =>
  (run, call, step) => {
    const asked = { run, step, verb: 'do' };
    return orStuck(deps, asked, async () => {
      const first = await inCall<EffectOutcome, Effect<never>>(deps, asked, async (scene) => {
        const stop = await instead(scene);
        if (stop) return stop;
        const { effect, input } = checked(deps, call.effect, call.input);
        return 'within' in effect ? record(scene, await effect.within(scene, input)) : effect;
      });
      if (!('beyond' in first)) return first as Answer<EffectOutcome>;
      const { input } = checked(deps, call.effect, call.input);
      const outcome = await first.beyond(deps, asked, input);
      return inCall(deps, asked, (scene) => record(scene, outcome));
    });
  };
