import { running } from './running';

/** Stops what the setup started. */
export = async (): Promise<void> => {
  await Promise.all(running.splice(0).map((server) => server.stop()));
};
