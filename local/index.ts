/** The room's face. What starts a system is loaded when it is called: a command that only asks must not wait for it. */
const load = {
  up: () => require('./up') as typeof import('./up'),
  demo: () => require('./demo') as typeof import('./demo'),
  services: () => require('./services') as typeof import('./services'),
  receivers: () => require('./receivers') as typeof import('./receivers'),
  audit: () => require('./audit') as typeof import('./audit'),
};
type Loaded = { [K in keyof typeof load]: ReturnType<(typeof load)[K]> };

export const startUp: Loaded['up']['startUp'] = (...given) => load.up().startUp(...given);
export const startDemo: Loaded['demo']['startDemo'] = (...given) => load.demo().startDemo(...given);
export const reportDemo: Loaded['demo']['reportDemo'] = (...given) =>
  load.demo().reportDemo(...given);
export const startApi: Loaded['services']['startApi'] = (...given) =>
  load.services().startApi(...given);
export const startWorkerProcess: Loaded['services']['startWorkerProcess'] = (...given) =>
  load.services().startWorkerProcess(...given);
export const startReceivers: Loaded['receivers']['startReceivers'] = (...given) =>
  load.receivers().startReceivers(...given);
export const auditFolder: Loaded['audit']['auditFolder'] = (...given) =>
  load.audit().auditFolder(...given);

export { audit, type Audit, type Problem, type ProblemKind } from './audit/check';
export { parseLogs, type Logs } from './audit/dump';
export type {
  Check,
  DemoOutcome,
  DemoPlan,
  DemoSettings,
  DemoWatcher,
  JourneyStanding,
  RunningDemo,
  Standing,
} from './demo';
export { ALL as CDNOW } from './demo/cdnow';
export { standingColumns, standingLine } from './demo/line';
export { homeAt, knownOperatorKey, readRunning, type Home, type RunningUp } from './home';
export type { Progress } from './progress';
export type { Received, Receivers } from './receivers';
export type { Service } from './services';
export type { Keys, Outlets, ProductSettings, UpSettings } from './settings';
export type { Up, UpContext } from './up';
