import { convertedOf, endedOf, type Standing } from './standing';

const dateOf = ({ now }: Standing): string => new Date(now).toISOString().slice(0, 10);
const runsOf = (journey: Standing['journeys'][number]): string =>
  `${String(journey.live)}+${String(endedOf(journey))}`;

/** A line that stands for itself, where lines cannot be replaced. */
export function standingLine(standing: Standing): string {
  const runs = standing.journeys.map((one) => `${one.journey} ${runsOf(one)}`).join(', ');
  const messages = Object.entries(standing.sent)
    .map(([channel, count]) => `${String(count)} ${channel}`)
    .join(', ');
  return [
    dateOf(standing),
    `${String(standing.events)} events`,
    `runs (live+ended): ${runs || 'none'}`,
    `sent: ${messages || 'nothing'}`,
    `${String(standing.quiet)} quiet`,
    `${String(convertedOf(standing))} converted`,
  ].join(' · ');
}

const COLUMNS = [
  { head: 'date', width: 10, of: dateOf },
  { head: 'events', width: 6, of: ({ events }: Standing) => String(events) },
  { head: 'email', width: 5, of: ({ sent }: Standing) => String(sent['email'] ?? 0) },
  { head: 'sms', width: 4, of: ({ sent }: Standing) => String(sent['sms'] ?? 0) },
  { head: 'quiet', width: 5, of: ({ quiet }: Standing) => String(quiet) },
  { head: 'conv', width: 4, of: (standing: Standing) => String(convertedOf(standing)) },
];
const WIDEST = 16;

/**
 * Columns for a terminal: their heads, and a line below that is replaced. Names of journeys are cut to what fits.
 * @param columns - of the terminal; one is left free
 */
export function standingColumns(
  journeys: readonly string[],
  columns: number,
): { readonly heads: string; row(standing: Standing): string } {
  const fixed = COLUMNS.reduce((sum, { width }) => sum + width + 1, 0);
  const room = Math.floor((columns - 1 - fixed) / Math.max(1, journeys.length)) - 1;
  const width = Math.max(5, Math.min(WIDEST, room));
  const cells = (own: (index: number) => string, runs: (journey: string) => string): string =>
    [
      own(0).padEnd(10),
      own(1).padStart(6),
      ...journeys.map((journey) => runs(journey).slice(0, width).padStart(width)),
      ...COLUMNS.slice(2).map((column, index) => own(index + 2).padStart(column.width)),
    ].join(' ');
  return {
    heads: cells(
      (index) => COLUMNS[index]?.head ?? '',
      (journey) => journey,
    ),
    row: (standing) =>
      cells(
        (index) => COLUMNS[index]?.of(standing) ?? '',
        (id) => {
          const found = standing.journeys.find(({ journey }) => journey === id);
          return found ? runsOf(found) : '0+0';
        },
      ),
  };
}
