export * from './audit';
export * from './demo';
export { homeAt, knownOperatorKey, readRunning, type Home, type RunningUp } from './home';
export type { Progress } from './progress';
export { readReceived, startReceivers, type Receivers } from './receivers';
export { startApi, startWorkerProcess, type Service } from './services';
export type { Keys, Outlets, ProductSettings, UpSettings } from './settings';
export { startUp, type Up, type UpContext } from './up';
