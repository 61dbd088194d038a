export { audit, type Audit, type Problem, type ProblemKind, type Repeated } from './check';
export { parseLogs, type Logs } from './dump';
export { auditFolder, noteAccepted, readAccepted, readLogs, resentTopics } from './logs';
