import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** What it tells the process that started it. Instants by the machine's clock, ms since epoch. */
export type Told =
  { readonly port: number } | { readonly taken: readonly string[]; readonly at: number };

const tell = (told: Told): void => void process.send?.(told);

const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  closeTimeout: 100,
  onData: (stream, session, done) => {
    stream.resume();
    stream.once('end', () => {
      const at = performance.timeOrigin + performance.now();
      tell({ taken: session.envelope.rcptTo.map(({ address }) => address), at });
      done();
    });
  },
});
server.listen(0, '127.0.0.1', () => {
  tell({ port: (server.server.address() as AddressInfo).port });
});
process.once('disconnect', () => process.exit());
