import { z } from 'zod';
import { startReceivers, type ReceiverSettings } from './start';

const Settings = z.object({
  journal: z.string(),
  smtpPort: z.number(),
  httpPort: z.number(),
  account: z.object({ accountSid: z.string(), authToken: z.string() }),
  exact: z.boolean(),
  trials: z.boolean(),
});

/** A process of its own: what it keeps is evidence, and must not die with the sender. Its settings come by the channel, for they hold a key. */
async function main(settings: ReceiverSettings): Promise<void> {
  const receivers = await startReceivers(settings);
  process.send?.({ smtp: receivers.smtpPort, http: receivers.httpPort });
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    void receivers.stop().finally(() => process.exit(0));
  };
  process.once('SIGTERM', stop).once('SIGINT', stop).once('disconnect', stop);
}

process.once('message', (message) => {
  main(Settings.parse(message)).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  });
});
