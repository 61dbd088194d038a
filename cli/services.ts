import { startApi, startWorkerProcess, type ProductSettings, type Service } from '../local';
import { refuseFaulty, shippedJourneys } from '../preview';
import type { AddCommand } from './command';
import { productSettings } from './settings';
import { listenForInterrupts } from './signals';

interface WorkerOptions {
  readonly rollBack: boolean;
}

async function serve(
  cli: Parameters<AddCommand>[1],
  start: (settings: ProductSettings) => Promise<Service>,
): Promise<void> {
  const settings = productSettings(cli.config());
  const interrupts = listenForInterrupts(cli.terminal);
  const running = await start(settings);
  cli.terminal.err(`${running.line}\n`);
  await interrupts.first;
  await running.stop();
}

export const addApi: AddCommand = (program, cli) => {
  program
    .command('api')
    .description('Serves the api alone, over DATABASE_URL. For production.')
    .action(() => serve(cli, startApi));
};

export const addWorker: AddCommand = (program, cli) => {
  program
    .command('worker')
    .description('Runs the journeys alone, over DATABASE_URL and TEMPORAL_ADDRESS. For production.')
    .option(
      '--roll-back',
      'makes this code current again, though newer code has been since; without, it only serves who is in it',
      false,
    )
    .action(async ({ rollBack }: WorkerOptions) => {
      await refuseFaulty(shippedJourneys);
      await serve(cli, (settings) => startWorkerProcess(settings, { rollBack }));
    });
};
