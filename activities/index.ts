export { createActivities } from './create';
export { applyPending } from './apply';
export { changedTriggers, forgetLooks, writeFirstLooks } from './first-look';
export { lookAtDue, putOff } from './look-due';
export { triggersOf, type KeyedTrigger } from '../gate';
export { storedSpecs, storedTemplates } from './releases';
export { asFailure, placeOf, type Failure } from './failures';
export {
  type Activities,
  type ActivityDeps,
  type ApplyDeps,
  type CallActivity,
  type LocalActivities,
  type Logger,
  type OrdinaryActivities,
  type SendLimits,
  type SpecSource,
  type TemplateSource,
} from './context';
