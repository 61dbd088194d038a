import { startApi, startWorkerProcess, type ProductSettings, type Service } from '../local';
import type { AddCommand } from './command';
import { productSettings } from './settings';
import { listenForInterrupts } from './signals';

const service =
  (
    name: string,
    description: string,
    start: (settings: ProductSettings) => Promise<Service>,
  ): AddCommand =>
  (program, cli) => {
    program
      .command(name)
      .description(description)
      .action(async () => {
        const settings = productSettings(cli.config());
        const interrupts = listenForInterrupts(cli.terminal);
        const running = await start(settings);
        cli.terminal.err(`${running.line}\n`);
        await interrupts.first;
        await running.stop();
      });
  };

export const addApi = service(
  'api',
  'Serves the api alone, over DATABASE_URL. For production.',
  startApi,
);
export const addWorker = service(
  'worker',
  'Runs the journeys alone, over DATABASE_URL and TEMPORAL_ADDRESS. For production.',
  startWorkerProcess,
);
