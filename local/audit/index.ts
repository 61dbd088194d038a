export { audit, type Audit, type Problem, type ProblemKind } from './check';
export {
  auditFolder,
  noteAccepted,
  parseLogs,
  readAccepted,
  readLogs,
  resentTopics,
  type Logs,
} from './logs';
