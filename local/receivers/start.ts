import type { Behaviours } from './behaviour';
import { startHttp } from './http';
import { openJournal, type Journal } from './journal';
import { startSmtp, type Receiver } from './smtp';
import type { TwilioAccount } from './twilio';

export interface ReceiverSettings {
  /** Where what comes in is kept, one JSON line a message. */
  readonly journal: string;
  /** The ports wished for; 0: any free one. */
  readonly smtpPort: number;
  readonly httpPort: number;
  /** Those ports and no others. Else a free one where the one wished for is taken. */
  readonly exact: boolean;
  readonly account: TwilioAccount;
  readonly trials: boolean;
}

export interface Receivers {
  readonly smtpPort: number;
  readonly httpPort: number;
  readonly journal: Journal;
  /** Changed while they run, for trials. */
  readonly behaviours: Behaviours;
  stop(): Promise<void>;
}

/** Asks by listening: whoever looks first and listens later may be outrun. */
async function listenAt(
  wish: number,
  exact: boolean,
  listen: (port: number) => Promise<Receiver>,
): Promise<Receiver> {
  try {
    return await listen(wish);
  } catch (error) {
    if (exact || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    return listen(0);
  }
}

/** Stands in for the outside world: a mail server and Twilio, which keep what they get before they answer. */
export async function startReceivers(settings: ReceiverSettings): Promise<Receivers> {
  const { smtpPort, httpPort, exact } = settings;
  const journal = await openJournal(settings.journal);
  const behaviours: Behaviours = { email: 'accept', sms: 'accept' };
  const started: Receiver[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(started.map((receiver) => receiver.close()));
    await journal.close();
  };
  try {
    const smtp = await listenAt(smtpPort, exact, (port) => startSmtp(port, journal, behaviours));
    started.push(smtp);
    const http = await listenAt(httpPort, exact, (port) =>
      startHttp({ ...settings, port }, journal, behaviours),
    );
    started.push(http);
    return { smtpPort: smtp.port, httpPort: http.port, journal, behaviours, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
