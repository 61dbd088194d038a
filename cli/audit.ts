import { readFileSync, writeFileSync } from 'node:fs';
import { PermanentError } from '../engine';
import { audit, auditFolder, parseLogs, type Audit, type Logs } from '../local';
import { Failed, type AddCommand } from './command';
import { json, table, type Terminal } from './terminal';

interface AuditOptions {
  readonly accepted?: string;
  readonly from?: string;
  readonly dump?: string;
  readonly json?: true;
}

export const addAudit: AddCommand = (program, cli) => {
  program
    .command('audit')
    .description(
      'Holds what was accepted, decided and received against each other. Needs the data folder to itself.',
    )
    .option('--accepted <file>', 'message ids that were answered for, one a line')
    .option('--from <file>', 'logs that --dump kept, instead of the data folder')
    .option('--dump <file>', 'keeps the logs; they hold no address')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExits with 1 when something differs.')
    .action(async (options: AuditOptions) => {
      const { home, databaseUrl } = cli.config();
      const logs =
        options.from === undefined
          ? await auditFolder(home, databaseUrl, options.accepted)
          : readDump(options.from);
      if (options.dump !== undefined) writeFileSync(options.dump, json(logs), { mode: 0o600 });
      const found = audit(logs);
      cli.terminal.out(options.json ? json(found) : auditText(cli.terminal, found));
      if (found.problems.length > 0) throw new Failed();
    });
};

/** @throws PermanentError `LOGS_INVALID` */
function readDump(file: string): Logs {
  try {
    return parseLogs(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new PermanentError('LOGS_INVALID', { file }, { cause: error });
  }
}

function auditText(terminal: Terminal, { problems, ambiguous, counts }: Audit): string {
  const { ledger, accepted, ...events } = counts;
  // Without a note of the sender's nothing is known of it.
  const others = accepted > 0 ? { accepted, ...events } : events;
  const rows = [...Object.entries(others), ...Object.entries(ledger)].map(([what, count]) => [
    what,
    String(count),
  ]);
  const list = problems.map(({ kind, what, why }) => [kind, what, why]);
  return [
    table(terminal, ['counted', ''], rows),
    ambiguous.map((key) => `ambiguous: ${key}\n`).join(''),
    list.length > 0 ? table(terminal, ['problem', 'what', 'why'], list) : 'Nothing differs.\n',
  ].join('');
}
