export { isAllowed, isWithdrawn, type ConsentWord } from './consent';
export { decide, verdictFor, type ChannelFacts, type Decision, type GateFacts } from './decide';
export {
  firstLook,
  insideOf,
  keptLook,
  lookAfterEvent,
  lookHere,
  lookWhenDue,
  triggersOf,
  type KeptLook,
  type KeyedTrigger,
  type Looked,
} from './triggers';
export type { Known } from './trigger-rules';
export { checkZone, dateInZone, monthOf, waitUntilLocal, zoneOr, type LocalRule } from './zones';
