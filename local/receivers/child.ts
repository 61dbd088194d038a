import { join } from 'node:path';
import { adopt, findLeft, startChild, untilReady } from '../children';
import type { Home } from '../home';
import { HOST } from '../ports';
import type { TwilioAccount } from './twilio';

interface Ports {
  readonly smtp: number;
  readonly http: number;
}

export interface ReceiverProcess {
  readonly pid: number;
  readonly smtpUrl: string;
  /** Twilio's API, and the inbox. */
  readonly httpUrl: string;
  readonly account: TwilioAccount;
  readonly ports: Ports;
  alive(): boolean;
  stop(): Promise<void>;
}

export interface ReceiverProcessSettings {
  readonly home: Home;
  readonly ports: Ports;
  /** Those ports and no others: they are started again, and their senders know where. Else they are wishes. */
  readonly exact: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What a client must show. */
  readonly account: TwilioAccount;
  readonly trials: boolean;
  /** Gives up a start under way. */
  readonly signal: AbortSignal;
}

const START_MS = 60_000;

/** The receivers in a process of their own; those that an earlier start left are stopped first. */
export async function spawnReceivers(settings: ReceiverProcessSettings): Promise<ReceiverProcess> {
  const { home } = settings;
  const pidFile = home.pidFile('receivers');
  const left = findLeft(pidFile);
  if (left) await adopt('receivers', left, pidFile).stop(2_000);
  const { account, ports: wished } = settings;
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
    ports: {},
    message: {
      journal: home.received,
      smtpPort: wished.smtp,
      httpPort: wished.http,
      exact: settings.exact,
      account,
      trials: settings.trials,
    },
  });
  try {
    const ready = async (): Promise<boolean> => child.told() !== undefined;
    await untilReady(child, home.receiversLog, ready, START_MS, settings.signal);
  } catch (error) {
    await child.stop(500);
    throw error;
  }
  const ports = child.told() as Ports;
  const httpUrl = `http://${HOST}:${String(ports.http)}`;
  const smtpUrl = `smtp://${HOST}:${String(ports.smtp)}`;
  return { pid: child.pid, smtpUrl, httpUrl, account, ports, alive: child.alive, stop: child.stop };
}
