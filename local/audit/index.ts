export { audit, type Audit, type Problem, type ProblemKind } from './check';
export { noteAccepted, parseLogs, readAccepted, readLogs, type Logs } from './logs';
