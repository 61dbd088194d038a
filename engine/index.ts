export type {
  Catalog,
  Channel,
  DateFact,
  EffectName,
  EventName,
  EventOf,
  FactName,
  Journey,
  Match,
  SegmentName,
  Sent,
  SkipReason,
  TemplateName,
  When,
} from './journey';
export { SKIP_REASONS } from './journey';
export type { Clock, Days, Duration } from './duration';
export { DAY, HOUR, MINUTE, calendarDays, hasHours, parseClock, parseDuration } from './duration';
export { defineJourney, type AnyDefinition, type Definition } from './define';
export { entered, every, fieldsOf, inactive, onDate, type On, type Trigger } from './trigger';
export { specOf, type EntrySpec, type JourneySpec } from './spec';
export {
  decideEntry,
  isHeldOut,
  isOwnEntry,
  perValue,
  startsOn,
  type EarlierEnrollment,
  type EntryDecision,
  type TurnedAway,
} from './entry';
export { armOf, bucket, hash32 } from './hash';
export {
  concerns,
  fieldsEqual,
  matches,
  type EventMatch,
  type EventRecord,
  type Scalar,
} from './match';
export { perOf, readPer, writePer } from './per';
export * from './port';
export { startRun } from './run';
export { StepNames } from './steps';
export type { UntypedJourney } from './verbs';
export { outcomeLine } from './story';
export { ERRORS, type ErrorCode, type PermanentCode, type TransientCode } from './errors';
export { PermanentError, TransientError, type ErrorDetails } from './thrown';
