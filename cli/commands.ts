import { actions } from './actions';
import type { AddCommand } from './command';
import { addAudit } from './audit';
import { addDemo } from './demo';
import { addReceivers } from './receivers';
import { addRun, addRuns } from './runs';
import { addApi, addWorker } from './services';
import { addUp } from './up';

/** In the order in which --help lists them. */
export const commands: readonly AddCommand[] = [
  addUp,
  addDemo,
  addRuns,
  addRun,
  ...actions,
  addAudit,
  addApi,
  addWorker,
  addReceivers,
];
