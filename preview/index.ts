export {
  backtest,
  backtestPage,
  checked,
  combinations,
  completeUntil,
  HistoryReader,
  parseSetting,
  provableLift,
  quantile,
  SETTINGS,
  settingsCompared,
  words,
  type BacktestOptions,
  type BacktestReport,
  type BacktestTold,
  type BadLine,
  type CheckedEvent,
  type Columns,
  type History,
  type OfferReport,
  type PastEvent,
  type PastRun,
  type Profile,
  type ReaderOptions,
  type Setting,
  type Settings,
} from './backtest';
export { scenarioOf, type ScenarioOptions } from './story';
export {
  check,
  checkFiles,
  exceptions,
  happeningsOf,
  isCutShort,
  isPromotion,
  messagesOf,
  momentsOf,
  onEveryWalk,
  policies,
  policiesText,
  reportText,
  siteOf,
  type Breach,
  type Broken,
  type Checked,
  type CheckedJourney,
  type CheckOptions,
  type CheckReport,
  type Exception,
  type WalkMoment,
  type Policy,
  type ToldMoment,
  type Walk,
} from './check';
export { explore } from './explore';
export type { Exploration, ExploreOptions } from './exploration';
export type { Choice, Path } from './path';
export type { Act } from './act';
export { loadJourneys, type Loaded } from './source/load';
export { Watch, type Unreached } from './source/reached';
export type { Place } from './source/places';
export { beginJourney, type Begun } from './begin/begin';
export type { Wish } from './begin/names';
export {
  diffOf,
  isDifferent,
  type ChangedStory,
  type JourneyDiff,
  type Working,
} from './diff/diff';
export type { Released } from './diff/linked';
export { diffText } from './diff/text';
export { releaseDiff } from './diff/working';
export type { TextDiff } from './diff/texts';
export type { Arrow, Box, BoxKind, Chart } from './draw/chart';
export { drawing } from './draw/items';
export { mermaid } from './draw/mermaid';
export { svg } from './draw/svg';
export { counted, withRuns, type Counted, type PastOptions } from './stories/counted';
export { headcountLines, type Headcount } from './stories/headcount';
export { storiesOf, storyTeller, type Stories, type Story } from './stories/stories';
export { pathsText, reviewText, storiesText } from './stories/text';
export { told, type Told } from './stories/told';
export type { Given } from './stories/offers';
export type { Received } from './stories/received';
export { simulate, type SimulateOptions } from './simulate';
export type { Simulated } from './simulated';
export {
  simulateAll,
  usualEvents,
  type RunOf,
  type ShopScenario,
  type ShopStory,
  type SimulateAllOptions,
} from './simulate-all';
export type { DiaryEntry, SentMessage } from './diary';
export { storyJson } from './telling/story-json';
export { storyPage } from './telling/story-page';
export { storyText, type TextOptions } from './telling/story-text';
export { tellAll, tellOne, type TellOptions } from './telling/tell';
export type { ToldStory } from './telling/told-story';
export { cannotPlay } from './cannot-play';
export { scenarioOfTyped, type Typed } from './telling/typed';
export type { Consent, Happening, Moment, Scenario, ScenarioEvent } from './scenario';
export { traceSteps, type Row, type Trace, type TraceStep } from './trace';
export { nearest } from './nearest';
export { journeyNamed, shippedJourneys } from './shipped';
export { refuseFaulty } from './sound';
