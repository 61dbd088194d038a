import { readFileSync } from 'node:fs';
import { DAY, PermanentError } from '../../engine';

/** One line of the CDNOW file. */
export interface CdnowOrder {
  /** Id in the sample. */
  readonly customer: string;
  /** Whole days since 1 January 1997. */
  readonly day: number;
  readonly quantity: number;
  /** Dollars. */
  readonly total: number;
}

/** All that the file holds: customers, and days from 1 January 1997 to 30 June 1998. */
export const ALL = { customers: 2_357, days: 546 } as const;

const LINE = /^ *\d{5} (\d{4}) (\d{4})(\d{2})(\d{2}) +(\d+) +(\d+\.\d{2})$/;
const FIRST_DAY = Date.UTC(1997, 0, 1);

/** @throws PermanentError `CDNOW_INVALID` with the line's number */
export function readCdnow(file: string): CdnowOrder[] {
  return readFileSync(file, 'utf8')
    .split(/\r?\n/)
    .flatMap((line, index) => {
      if (line.trim() === '') return [];
      const fields = LINE.exec(line);
      if (!fields) throw new PermanentError('CDNOW_INVALID', { file, line: index + 1 });
      const [, customer = '', year, month, day, quantity, total] = fields;
      const at = Date.UTC(Number(year), Number(month) - 1, Number(day));
      return [
        {
          customer,
          day: Math.round((at - FIRST_DAY) / DAY),
          quantity: Number(quantity),
          total: Number(total),
        },
      ];
    });
}
