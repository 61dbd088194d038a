import type { Standing } from './standing';

/** One line for people who watch. */
export function standingLine(standing: Standing): string {
  const total = (counts: Readonly<Record<string, number>>): number =>
    Object.values(counts).reduce((sum, count) => sum + count, 0);
  const runs = standing.journeys
    .map(({ journey, live, ended }) => `${journey} ${String(live)}+${String(total(ended))}`)
    .join(', ');
  const mail = Object.entries(standing.sent)
    .map(([channel, count]) => `${String(count)} ${channel}`)
    .join(', ');
  return [
    new Date(standing.now).toISOString().slice(0, 10),
    `${String(standing.events)} events`,
    `runs (live+ended): ${runs || 'none'}`,
    `sent: ${mail || 'nothing'}`,
  ].join(' · ');
}
