import type { Behaviours } from './behaviour';
import { startHttp } from './http';
import { openJournal, type Journal } from './journal';
import { startSmtp } from './smtp';
import type { TwilioAccount } from './twilio';

export interface ReceiverSettings {
  /** Where what comes in is kept, one JSON line a message. */
  readonly journal: string;
  /** 0: any free one. */
  readonly smtpPort: number;
  readonly httpPort: number;
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

/** Stands in for the outside world: a mail server and Twilio, which keep what they get before they answer. */
export async function startReceivers(settings: ReceiverSettings): Promise<Receivers> {
  const journal = await openJournal(settings.journal);
  const behaviours: Behaviours = { email: 'accept', sms: 'accept' };
  const smtp = await startSmtp(settings.smtpPort, journal, behaviours);
  const http = await startHttp({ ...settings, port: settings.httpPort }, journal, behaviours);
  return {
    smtpPort: smtp.port,
    httpPort: http.port,
    journal,
    behaviours,
    stop: async () => {
      await Promise.all([smtp.close(), http.close()]);
      await journal.close();
    },
  };
}
