export { simulate, type SimulateOptions } from './simulate';
export type { Consent, Happening, Moment, Scenario, ScenarioEvent } from './scenario';
export { traceSteps, type Row, type Trace, type TraceStep } from './trace';
