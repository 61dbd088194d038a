export * from './accept';
export * from './addresses';
export * from './answers';
export * from './asks';
export * from './audit';
export * from './clock';
export * from './consents';
export * from './customers';
export { inTransaction, openStore, type Db, type Store, type StoreAddress } from './database';
export {
  changeDue,
  dropDue,
  dueOf,
  forgetTriggers,
  putOffDue,
  takeDue,
  writeDue,
  type Due,
} from './due';
export {
  clearVerdict,
  earlierEnrollments,
  endEnrollment,
  insertEnrollment,
  isLive,
  liveEnrollments,
  markConverted,
  markRunning,
  needEnrollment,
  openGoals,
  readEnrollment,
  setNotBefore,
  setStuck,
  setVerdict,
  startingEnrollments,
  type Enrollment,
  type NewEnrollment,
} from './enrollments';
export * from './erasure';
export * from './events';
export * from './facts';
export { lockFolder } from './folder-lock';
export * from './generations';
export * from './ids';
export * from './inquiries';
export * from './ledger';
export * from './messages';
export * from './sends';
export * from './notify';
export * from './offers';
export * from './pauses';
export * from './relay';
export * from './releases';
export * from './runs';
export type * from './schema';
export * from './splits';
export * from './steps';
export * from './suppressions';
export * from './user-ids';
export * from './waits';
