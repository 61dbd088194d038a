import { join } from 'node:path';
import { adopt, findLeft, startChild, untilReady } from '../children';
import type { Home } from '../home';
import { HOST, portFor } from '../ports';
import type { TwilioAccount } from './twilio';

export interface ReceiverProcess {
  readonly pid: number;
  readonly smtpUrl: string;
  /** Twilio's API, and the inbox. */
  readonly httpUrl: string;
  readonly account: TwilioAccount;
  readonly ports: { readonly smtp: number; readonly http: number };
  alive(): boolean;
  stop(): Promise<void>;
}

export interface ReceiverProcessSettings {
  readonly home: Home;
  readonly ports: { readonly smtp: number; readonly http: number };
  /** Those ports and no others: they are started again, and their senders know where. */
  readonly exact: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What a client must show. */
  readonly account: TwilioAccount;
  readonly trials: boolean;
  /** Gives up a start under way. */
  readonly signal: AbortSignal;
}

const START_MS = 20_000;

async function healthy(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health`, { signal: AbortSignal.timeout(1_000) })).ok;
  } catch {
    return false;
  }
}

/** The receivers in a process of their own; those that an earlier start left are stopped first. */
export async function spawnReceivers(settings: ReceiverProcessSettings): Promise<ReceiverProcess> {
  const { home } = settings;
  const pidFile = home.pidFile('receivers');
  const left = findLeft(pidFile);
  if (left) await adopt('receivers', left, pidFile).stop(2_000);
  const ports = {
    smtp: await portFor(settings.ports.smtp, settings.exact),
    http: await portFor(settings.ports.http, settings.exact),
  };
  const { account } = settings;
  const script = join(__dirname, 'process.ts');
  const child = startChild({
    name: 'receivers',
    command: process.execPath,
    // Its folder, last, tells it apart from any other of its kind.
    args: ['--require', require.resolve('tsx/cjs'), script, home.folder],
    environment: settings.environment,
    log: home.receiversLog,
    pidFile,
    mark: `${script} ${home.folder}`,
    ports,
    message: {
      journal: home.received,
      smtpPort: ports.smtp,
      httpPort: ports.http,
      account,
      trials: settings.trials,
    },
  });
  const httpUrl = `http://${HOST}:${String(ports.http)}`;
  try {
    await untilReady(child, home.receiversLog, () => healthy(httpUrl), START_MS, settings.signal);
  } catch (error) {
    await child.stop(500);
    throw error;
  }
  const smtpUrl = `smtp://${HOST}:${String(ports.smtp)}`;
  return { pid: child.pid, smtpUrl, httpUrl, account, ports, alive: child.alive, stop: child.stop };
}
