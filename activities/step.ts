import type { Answer, Calls, CallName } from '../engine';
import { inCall, orStuck, type Asked, type Deps, type Scene } from './call';
import type { CallActivity } from './context';

/** What a verb does inside the transaction of its step. */
export type Verb<K extends CallName> = (
  scene: Scene,
  input: Calls[K]['input'],
) => Promise<Answer<Calls[K]['output']>>;

/** The activity of a verb that does all it does in one transaction with its step row. */
export const recordedStep =
  <K extends CallName>(
    deps: Deps,
    verbOf: (input: Calls[K]['input']) => string,
    act: Verb<K>,
  ): CallActivity<K> =>
  (run, input, step) => {
    const asked: Asked = { run, step, verb: verbOf(input) };
    return orStuck(deps, asked, () => inCall(deps, asked, (scene) => act(scene, input)));
  };
