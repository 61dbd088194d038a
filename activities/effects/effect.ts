import type { EffectOutcome, RunContext, Step } from '../../engine';
import type { Deps, Scene } from '../call';

/**
 * What `do` does. `within`: in the transaction of the step row. `beyond`: outside of one, so it must
 * be harmless to repeat under the same key.
 */
export type Effect<I> =
  | { readonly within: (scene: Scene, input: I) => Promise<EffectOutcome> }
  | {
      readonly beyond: (
        deps: Deps,
        call: { readonly run: RunContext; readonly step: Step },
        input: I,
      ) => Promise<EffectOutcome>;
    };
