import type { Instant, Snapshot } from '../../engine';

/** Temporal takes 20 KB. */
const LINES = 50;
const CELL = 120;

const day = (at: Instant): string => new Date(at).toISOString().slice(0, 16).replace('T', ' ');

/** A cell holds one line and no bar. */
const cell = (text: string): string =>
  text.replace(/\s+/g, ' ').slice(0, CELL).replace(/\|/g, '\\|');

function standing(snapshot: Snapshot): string {
  const { state, step, until, events, why, end } = snapshot;
  const parts = [
    end === undefined ? `**${state}**` : `**ended**: ${end}`,
    step && `at \`${cell(step)}\``,
    events && `for ${events.map((event) => `\`${cell(event)}\``).join(' or ')}`,
    until !== undefined && `until ${day(until)} UTC`,
    why && `(${cell(why)})`,
  ];
  return parts.filter(Boolean).join(' ');
}

/** Where a run stands and what it has been through, as Temporal's own page shows it. */
export function detailsOf(snapshot: Snapshot): string {
  const { story } = snapshot;
  if (story.length === 0) return standing(snapshot);
  const left = story.length - LINES;
  return [
    standing(snapshot),
    '',
    '| UTC | step | outcome |',
    '| --- | --- | --- |',
    ...(left > 0 ? [`| | | ${left} earlier |`] : []),
    ...story
      .slice(-LINES)
      .map(({ at, step, outcome }) => `| ${day(at)} | ${cell(step)} | ${cell(outcome)} |`),
  ].join('\n');
}
