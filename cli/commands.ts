import { actions } from './actions';
import type { AddCommand } from './command';
import { addAnswers } from './answers';
import { addAudit } from './audit';
import { addBacktest } from './backtest';
import { addCheck } from './check';
import { customers } from './customers';
import { addDemo } from './demo';
import { addDiff } from './diff';
import { addDraw } from './draw';
import { addExplore } from './explore';
import { addJourneys } from './journeys';
import { addNew } from './new';
import { addReceivers } from './receivers';
import { addRun, addRuns } from './runs';
import { addApi, addWorker } from './services';
import { addSimulate } from './simulate';
import { addUp } from './up';

/** In the order in which --help lists them. */
export const commands: readonly AddCommand[] = [
  addUp,
  addDemo,
  addRuns,
  addRun,
  ...actions,
  addJourneys,
  ...customers,
  addAnswers,
  addAudit,
  addNew,
  addSimulate,
  addExplore,
  addCheck,
  addDraw,
  addDiff,
  addBacktest,
  addApi,
  addWorker,
  addReceivers,
];
