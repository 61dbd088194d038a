import { appendFileSync, existsSync, readFileSync } from 'node:fs';

/** What a person did by a mail, and was answered for by the page that came. */
export interface Deed {
  readonly kind: 'answered' | 'unsubscribed' | 'clicked';
  /** Id of the mail, which is the id of its row in the ledger. */
  readonly mail: string;
  readonly score?: number;
  /** What was said beside it. */
  readonly comment?: string;
}

/** Written after the answer: what stands here the product has said that it keeps. */
export const noteDeed = (path: string, deed: Deed): void => {
  appendFileSync(path, `${JSON.stringify(deed)}\n`, { mode: 0o600 });
};

/** A line that a kill cut in half is left out: what it tells of is done again, and changes nothing. */
export function readDeeds(path: string): Deed[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        return line === '' ? [] : [JSON.parse(line) as Deed];
      } catch {
        return [];
      }
    });
}
