import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import { isComplete, openChannels, type Channels } from './channels';
import { readRunning, type Home } from './home';
import { spawnReceivers, type ReceiverProcess } from './receivers';
import type { UpSettings } from './settings';
import { supervise } from './supervise';
import { openTemporal, type TemporalServer } from './temporal-server';
import type { Unwind } from './unwind';
import type { UpContext } from './up';

const PORTS = { temporal: 7233, temporalUi: 8233, smtp: 1025, http: 8025 };

/** What runs beside this process. */
export interface Outside {
  readonly temporal: TemporalServer;
  readonly receivers: ReceiverProcess | undefined;
  readonly channels: Channels;
  /** Of our own children, as they are now. */
  pids(): number[];
}

/** A start under way. */
export interface Starting extends UpContext {
  readonly settings: UpSettings;
  readonly home: Home;
  readonly log: Logger;
  readonly unwind: Unwind;
}

/** Temporal and the receivers, each a process of its own, watched from here on. */
export async function startOutside(starting: Starting): Promise<Outside> {
  const { settings, home, log, unwind, progress, signal } = starting;
  const search = { ...settings, progress, signal };
  const scaled = settings.clock.dayMs !== undefined;
  const server = { place: settings.temporal, home, scaled, search };
  let temporal = await openTemporal({ ...server, ports: PORTS, exact: false });
  unwind.later('Temporal server', () => temporal.stop());
  signal.throwIfAborted();

  const account = {
    accountSid: `AC${randomBytes(16).toString('hex')}`,
    authToken: randomBytes(16).toString('hex'),
  };
  const { environment, trials } = settings;
  const spawn = (ports: ReceiverProcess['ports'], exact: boolean): Promise<ReceiverProcess> =>
    spawnReceivers({ home, ports, exact, environment, account, trials, signal });
  progress.status('Receivers: starting');
  const before = readRunning(home)?.ports;
  let receivers = isComplete(settings.outlets)
    ? undefined
    : await spawn(
        { smtp: before?.['smtp'] ?? PORTS.smtp, http: before?.['http'] ?? PORTS.http },
        false,
      );
  unwind.later('receivers', () => receivers?.stop());
  const channels = openChannels(settings.outlets, receivers);
  unwind.later('channels', () => channels.close());

  const watched = [
    {
      name: 'Temporal server',
      alive: () => temporal.alive(),
      restart: async () => {
        const ports = temporal.ports ?? PORTS;
        temporal = await openTemporal({ ...server, ports, exact: true });
      },
    },
    {
      name: 'receivers',
      alive: () => receivers?.alive() ?? true,
      restart: async () => {
        if (receivers) receivers = await spawn(receivers.ports, true);
      },
    },
  ];
  unwind.later('watch', supervise(watched, log, progress.line));
  const pids = (): number[] =>
    [temporal.pid, receivers?.pid].filter((pid): pid is number => pid !== undefined);
  return { temporal, receivers, channels, pids };
}
