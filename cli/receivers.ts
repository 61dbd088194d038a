import { resolve } from 'node:path';
import { randomBytes } from 'node:crypto';
import { homeAt, startReceivers } from '../local';
import { wholeNumber, type AddCommand } from './command';
import { listenForInterrupts } from './signals';
import { json } from './terminal';

interface ReceiversOptions {
  readonly smtpPort: number;
  readonly httpPort: number;
  readonly journal?: string;
  readonly trials: boolean;
}

export const addReceivers: AddCommand = (program, cli) => {
  program
    .command('receivers')
    .description(
      'Runs the mail server, the Twilio-shaped endpoint and the inbox alone. For trials: `up` starts its own.',
    )
    .option('--smtp-port <n>', '0: any free one', wholeNumber(0), 1025)
    .option('--http-port <n>', '0: any free one', wholeNumber(0), 8025)
    .option('--journal <file>', 'where what comes in is kept (received.jsonl of the data folder)')
    .option('--trials', 'opens POST /trial: hang, refuse, drop', false)
    .addHelpText('after', '\nPrints one line of JSON with the settings that send there.')
    .action(async ({ journal, ...options }: ReceiversOptions) => {
      const { home, twilio } = cli.config();
      const account = twilio ?? {
        accountSid: `AC${randomBytes(16).toString('hex')}`,
        authToken: randomBytes(16).toString('hex'),
      };
      const interrupts = listenForInterrupts(cli.terminal);
      const running = await startReceivers({
        ...options,
        exact: true,
        account,
        journal: journal === undefined ? homeAt(home).received : resolve(journal),
      });
      const host = '127.0.0.1';
      cli.terminal.out(
        json({
          SMTP_URL: `smtp://${host}:${String(running.smtpPort)}`,
          TWILIO_BASE_URL: `http://${host}:${String(running.httpPort)}`,
          TWILIO_ACCOUNT_SID: account.accountSid,
          TWILIO_AUTH_TOKEN: account.authToken,
          TWILIO_FROM: '+15005550006',
        }),
      );
      await interrupts.first;
      await running.stop();
    });
};
