import type { Activities, ActivityDeps } from './context';

/** Every side effect of a run, over the store, the gate, the templates and the channels. */
export declare function createActivities(deps: ActivityDeps): Activities;
