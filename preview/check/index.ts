export {
  check,
  type Broken,
  type CheckedJourney,
  type CheckOptions,
  type CheckReport,
} from './check';
export { checkFiles } from './files';
export { exceptions, policies, type Exception } from './policies';
export { onEveryWalk, siteOf, type Breach, type Checked, type Policy } from './policy';
export { policiesText, reportText } from './text';
export type { ToldMoment } from './told';
export {
  happeningsOf,
  isCutShort,
  isPromotion,
  messagesOf,
  momentsOf,
  type Moment as WalkMoment,
  type Walk,
} from './walk';
