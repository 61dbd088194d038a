export { createApi } from './create';
export type { AnswerPage } from './answers';
export type { Access } from './access';
export type { JourneyList } from './journeys';
export type { ApiLog, ApiOptions, TemporalProbe } from './options';
export { openApiText } from './openapi';
export type { ReleaseView } from './releases';
export type { RunDetailView, RunPage, RunSummaryView } from './views';
